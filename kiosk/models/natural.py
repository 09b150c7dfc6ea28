from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

_Model = TypeVar("_Model", bound="NaturalModel")


class NaturalManager(models.Manager[_Model]):
    """Finds a row by what people call it, as fixtures do."""

    def get_by_natural_key(self, *values: Any) -> _Model:
        """The row with these values of the natural fields."""
        return self.get(**dict(zip(self.model.natural_fields, values, strict=True)))


class NaturalModel(models.Model):
    """A row that people name by some of its fields; a fixture needs no other key."""

    natural_fields: ClassVar[tuple[str, ...]]

    objects: ClassVar[NaturalManager[Self]] = NaturalManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """The values of the natural fields."""
        return tuple(getattr(self, name) for name in self.natural_fields)
