"""Jobs: the record itself says what became of each."""

from bozzetto.capture.handover.jobs import Jobs
from bozzetto.record import digest_of
from bozzetto.studio import Instruction, Program
from tests.capture.handover.handing import instruction, picture


def test_jobs_are_read_out_of_the_record(hand, receiver, work, entries):
    """A start anew knows each job's instruction, and its outputs in order."""
    hand.report("instruction", instruction(), job="j1")
    for colour in ("red", "blue"):
        files = [("a", picture(colour))]
        hand.report("output", {"files": [0]}, job="j1", files=files)
    hand.report("output", {"files": [0]}, job="j2", files=[("b", picture("green"))])
    receiver.drain()
    jobs = Jobs(work)
    jobs.follow()
    known = jobs.find("j1")
    assert known.instruction == entries("output.received")[0].body["instruction"]
    assert known.outputs == [digest_of(picture(colour)) for colour in ("red", "blue")]
    assert jobs.find("j2").instruction is None
    assert jobs.find("j3") is None


def test_it_follows(hand, receiver, work):
    """What is recorded later is read later, and a job that begins anew is another one."""
    jobs = Jobs(work)
    jobs.follow()
    hand.report("instruction", instruction(), job="1")
    hand.report("output", {"files": [0]}, job="1", files=[("a", picture())])
    receiver.drain()
    jobs.follow()
    first = jobs.find("1")
    hand.report("instruction", instruction("again"), job="1")
    receiver.drain()
    jobs.follow()
    assert jobs.find("1").instruction != first.instruction
    assert jobs.find("1").outputs == []


def test_what_nobody_handed_over_is_no_job(work):
    """A job's id out of a file that was found is no job of a tool that is connected."""
    given = work.give_instruction(Instruction("ComfyUI", job="j1"))
    assert given.number == 1
    work.end_job(given, "failed", program=Program("ComfyUI"), job="j1")
    jobs = Jobs(work)
    jobs.follow()
    assert jobs.find("j1") is None


def test_models_are_known(hand, receiver, work):
    """Which file a model's name stands for is recorded once."""
    digest = digest_of(b"weights")
    hand.report("model", {"name": "a", "digest": digest, "size": 7})
    receiver.drain()
    jobs = Jobs(work)
    jobs.follow()
    assert jobs.has_model("a", digest)
    assert not jobs.has_model("b", digest)
