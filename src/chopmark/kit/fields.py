"""Model fields for personal data: encrypted and bound to their row, with a blind index beside."""

from typing import Any

from django.db import models
from django.db.models.fields import Field

from chopmark.kit import keys


class _Sealed(bytes):
    """Ciphertext as it came from the database, not opened yet."""

    __slots__ = ()


class _Opening:
    """The attribute: opens the ciphertext on first use, when the row is known."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        value = row.__dict__[self.field.attname]
        if isinstance(value, _Sealed):
            value = keys.unseal(bytes(value), place=self.field.place_of(row)).decode()
            row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text under AES-256-GCM whose associated data is table, row and column, so that it opens only there.

    The row's key must be known before saving (a UUID default). `update()` with a plain text is refused,
    because there the row is not known.
    """

    descriptor_class = _Opening

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, _Opening(self))

    def place_of(self, row: models.Model) -> str:
        return f"{self.model._meta.db_table}|{row.pk}|{self.column}"

    def from_db_value(self, value: bytes | None, *_: Any) -> _Sealed | None:
        return None if value is None else _Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, _Sealed):
            return value
        if model_instance.pk is None:
            message = f"{self.name} is bound to its row, so the row needs its key before it is saved"
            raise TypeError(message)
        return keys.seal(str(value).encode(), place=self.place_of(model_instance))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            message = f"{self.name} is encrypted: save the row instead of updating the column"
            raise TypeError(message)
        return super().get_db_prep_value(value, connection, prepared)


class BlindIndexField(models.BinaryField):  # type: ignore[type-arg]
    """A keyed digest of another field of the row, by which the row can be found."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = getattr(model_instance, self.source)
        found = None if value is None else self.of(value)
        setattr(model_instance, self.attname, found)
        return found

    def of(self, value: str) -> bytes:
        """The digest to look for."""
        return keys.blind(value, purpose=f"{self.model._meta.db_table}.{self.source}")


def index_of(model: type[models.Model], field: str, value: str) -> bytes:
    """The digest under which `value` stands in the blind index `field` of `model`."""
    found = model._meta.get_field(field)
    if not isinstance(found, BlindIndexField):
        message = f"{model.__name__}.{field} is no blind index"
        raise TypeError(message)
    return found.of(value)


def personal_fields(model: type[models.Model]) -> "list[Field[Any, Any]]":
    """The encrypted columns of a model: what an erasure has to empty."""
    return [f for f in model._meta.get_fields() if isinstance(f, EncryptedTextField)]
