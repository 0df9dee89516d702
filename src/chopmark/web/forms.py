"""Forms in the look of the product: label above value, hint below, an error summary that links to the field."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazy

from chopmark.web import words


class Renderer(TemplatesSetting):
    """Fields are drawn by our own template, which knows our tags."""

    field_template_name = "parts/field.html"


def later(key: str, **values: object) -> Any:
    """A text that is looked up when shown, in the language of the reader."""
    return lazy(lambda: words.text(key, **values), str)()


class PageForm(forms.Form):
    """A form of one page. `words` are the texts that depend on the entity type."""

    error_css_class = "is-invalid"
    use_required_attribute = False
    points_at = ""  # the id of what an error of the whole form is about

    def __init__(self, *args: Any, entity_words: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entity_words = entity_words or {}
        for name, field in self.fields.items():
            self._dress(name, field)

    def _dress(self, name: str, field: forms.Field) -> None:
        key = getattr(field, "key", None)
        if key:
            field.label = words.text(f"{key}.label", **self.entity_words)
            hint = f"{key}.hint"
            field.help_text = words.text(hint, **self.entity_words) if words.exists(hint) else ""
        asked = "shell.errors.tick" if isinstance(field.widget, forms.CheckboxInput) else "shell.errors.required"
        field.error_messages["required"] = words.text(asked, field=_inside_a_sentence(str(field.label or name)))
        if isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs["class"] = "form-check-input"
        if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput | forms.FileInput):
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = f"{css} {field.widget.attrs.get('class', '')}".strip()

    def say(self, name: str | None, key: str, **values: object) -> None:
        """Attach the text of a key to a field as its error, or to the whole form."""
        self.add_error(name, words.text(key, **{**self.entity_words, **values}))


def keyed(field: forms.Field, key: str) -> Any:
    """Give a field the key of its texts: `key`.label and `key`.hint."""
    field.key = key  # type: ignore[attr-defined]
    return field


def _inside_a_sentence(label: str) -> str:
    """A label as a word among others: "Your name" gives "your name", "ID number" stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
