"""The text that stands in every bundle: what it is, how to check it, what it does not prove.

One text for all bundles, in Chinese and English, so that nothing in it can depend on what the
exporter would like to be read. Its commands are run by a test, as they stand.
"""
# Chinese text has Chinese punctuation

__all__ = ["COMMANDS", "PAGE", "README"]

# Shown in both languages. `bundle.zip` and `root.pem` are the reader's own names.
COMMANDS = """\
    bozzetto verify bundle.zip
    bozzetto verify bundle.zip --trust root.pem
"""

# The reader's own copy of the page, from the reader's own copy of the program.
PAGE = """\
    bozzetto verify --page page.html
"""

_UNPACK = """\
    unzip -q bundle.zip -d bundle
    cd bundle
    sha256sum --check --strict tagmanifest-sha256.txt
    sha256sum --check --strict manifest-sha256.txt
"""

# The signed note stands in the record as a JSON string, whose only escapes are \\n. `printf %b`
# turns these into newlines.
_STAMP = """\
    grep '"kind":"time.anchored","number"' data/record.jsonl | tail -n 1 > ../anchor.json
    printf '%b' "$(sed 's/.*"checkpoint":"\\([^"]*\\)".*/\\1/' ../anchor.json)" > ../note.txt
    TOKEN=$(sed 's/.*"token":{"digest":"sha256:\\([0-9a-f]*\\)".*/\\1/' ../anchor.json)
    openssl ts -reply -in "data/time/$TOKEN.tsr" -text
    openssl ts -verify -in "data/time/$TOKEN.tsr" -data ../note.txt \\
        -CAfile ../root.pem -untrusted "data/time/$TOKEN.pem"
"""

_CHINESE = f"""\
证据包说明
==========

这是什么
--------

这是一个证据包：记录一幅图像是如何借助人工智能工具一步一步做出来的，并在创作当时写下。
每一步（意图、指令、输出、选择、修改）都由行为人或记录设备的密钥签名，按先后顺序写入
一个只能追加的日志；日志的状态由外部时间戳机构盖上时间。

    data/record.jsonl      记录本身，每行一条，任何文本编辑器都能打开
    data/log/              日志的检查点，以及证明每一行都在日志中的数据
    data/time/             时间戳令牌（.tsr）及其证书（.pem）
    data/assets/           原始文件，以其 SHA-256 为文件名
    data/withheld.json     本副本有意未附的内容及理由
    data/verify.html       核验页面：在浏览器中核验并展示本包（可能未附）
    manifest-sha256.txt    每个文件的 SHA-256（BagIt 1.0，RFC 8493）

如何核验
--------

有三种办法。

一、双击。用浏览器打开核验页面，把整个 ZIP 文件拖到页面上。页面自行核验，断网亦可使用，并以
中文或英文说明结果与经过。

如果您对制作者有疑虑，请不要使用本包内的 data/verify.html：制作者能放进一个任其说话的页面。
请从 Bozzetto 的正式发布中取得同一文件，并核对发布说明中的 SHA-256，或用下面的命令写出它。
同理，核验命令也应取自正式发布，而不是对方提供的程序。

{PAGE}
二、用一条命令。无需联网，也无需信任本包的制作者。root.pem 是您自己信任的时间戳机构的根证书，
须从该机构处取得，不得取自本包：

{COMMANDS}
退出码：0 完好；1 已被改动；3 不完整；4 无法核验。

三、手工核验。先核对文件是否与清单一致：

{_UNPACK}
再核对最后一个时间戳。它盖在检查点的全文上，检查点则固定了在它之前写下的一切：

{_STAMP}
若 openssl 提示该文件不是应答，请加上 -token_in。手工核验只覆盖文件与时间；签名、次序与日志
由上面的页面或命令核验，其规则是公开的，任何人都可以另写一个核验程序。

它不能证明什么
--------------

- 它不能证明密钥属于谁。密钥的主人是谁，是签名者自己的说法，除非有您信任的人为其担保。
- 它不能证明所写内容为真，只证明这些内容在那时已经写下，此后未被改动。
- 标为 imported（导入）的条目是事后从他人写成的文件中读出的；标为 stated（陈述）的条目是
  当事人的说法。只有标为 live（实时）的条目是记录程序亲见的。
- 它不能证明没有在记录之外做过别的事，也不能证明末尾之后没有更多条目。
- 它不判断作品是否具有独创性，也不判断谁享有著作权。
- 本说明、核验页面、bag-info.txt 与 withheld.json 中的理由出自制作者之手，不在签名之内。
"""

_ENGLISH = f"""\
About this bundle
=================

What this is
------------

An evidence bundle: a record, written while it happened, of how a picture was made step by step
with AI tools. Each step (intent, instruction, output, choice, edit) is signed by the key of the
person who acted or of the device that recorded, and stands in order in a log that can only be
appended to. Outside authorities have put a time to the state of that log.

    data/record.jsonl      the record itself, one entry a line; any text editor opens it
    data/log/              the log's checkpoint, and what proves that each line is in the log
    data/time/             timestamp tokens (.tsr) and their certificates (.pem)
    data/assets/           original files, named by their SHA-256
    data/withheld.json     what this copy leaves out on purpose, and why
    data/verify.html       a page that verifies and shows this bundle in a browser (may be absent)
    manifest-sha256.txt    the SHA-256 of every file (BagIt 1.0, RFC 8493)

How to check it
---------------

There are three ways.

1. With a double click. Open the page in a browser, and drop the whole ZIP file on it. It verifies
by itself, with the network off, and says in Chinese or English what came of it.

If you doubt whoever made this bundle, do not use the data/verify.html in it: they could have put
a page there that says whatever they like. Take the same file from a release of Bozzetto, and
compare its SHA-256 with that in the release notes; or let the command write it. The command, too,
should come from a release, and not from the other side.

{PAGE}
2. With one command. It needs no network, and no trust in whoever made this bundle. root.pem is
the root certificate of a timestamp authority that you trust; get it from that authority, never
out of this bundle:

{COMMANDS}
Exit status: 0 intact; 1 altered; 3 incomplete; 4 cannot be checked.

3. By hand. First, that the files are those of the manifest:

{_UNPACK}
Then the last timestamp. It is over the whole text of a checkpoint, and the checkpoint fixes all
that was written before it:

{_STAMP}
If openssl says that the file is no response, add -token_in. By hand you check files and time
only; signatures, order and log are checked by the page or the command above, by published rules
from which anybody may write another program.

What it does not prove
----------------------

- Whom a key belongs to. That is the signer's own word, unless somebody vouches for it whom you
  trust.
- That what was written is true: only that it was written by then, and not altered since.
- Entries marked `imported` were read later, out of files that somebody else wrote. Entries
  marked `stated` are a person's word. Only those marked `live` did the recorder see itself.
- That nothing else was done beside the record, or that nothing was recorded after its end.
- Whether the work is original, or who holds the copyright.
- This text, the page in the bundle, bag-info.txt and the reason in withheld.json come from
  whoever made this bundle; no signature covers them.
"""

README = f"{_CHINESE}\n\n{_ENGLISH}"
