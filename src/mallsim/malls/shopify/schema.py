"""The part of the Admin API schema that is simulated, from the files in ``sdl``."""

from functools import cache
from importlib.resources import files

from graphql import GraphQLSchema, build_schema


@cache
def own_schema() -> GraphQLSchema:
    """Types and fields of API version 2026-10; which ones, the contract test holds against the official schema."""
    folder = files("mallsim.malls.shopify").joinpath("sdl")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".graphql"))
    return build_schema("\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names))
