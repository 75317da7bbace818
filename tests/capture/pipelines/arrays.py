"""Arrays in small: what is asked of numpy's and torch's, for tests that have neither."""

from dataclasses import dataclass

__all__ = ["Generator", "Tensor"]


@dataclass(frozen=True)
class Tensor:
    """An array that is no picture: latents, embeddings."""

    shape: tuple
    dtype: str = "float32"


@dataclass(frozen=True)
class Generator:
    """A generator of random numbers."""

    seed: int
    device: str = "cpu"

    def initial_seed(self):
        """Return the seed."""
        return self.seed

    def get_state(self):
        """Return its state, as a tensor of bytes does."""
        return self

    def tolist(self):
        """Return the bytes of the state."""
        return [self.seed % 256, 1, 2]
