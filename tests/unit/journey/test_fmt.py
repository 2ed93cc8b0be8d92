"""The layout: what is broken up, what is left, and where comments go."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tropa.journey.text.fmt import MAX_FLOW, format_text


def laid_out(before: str, after: str) -> None:
    """The first text becomes the second, which stays."""
    assert format_text(dedent(before)) == dedent(after)
    assert format_text(dedent(after)) == dedent(after)


def test_braces_with_prose_become_one_field_a_line() -> None:
    """In a map, in a list, in braces within; keys, order and quotes stay."""
    laid_out(
        """\
        title: {ru: Включить Premium, en: 'Turn on: now'}
        touchpoints:
          t: {channel: sms, goal: {client: Watch it}, class: service}
        waive:
          - {rule: RO01, because: A pilot run}
        """,
        """\
        title:
          ru: Включить Premium
          en: 'Turn on: now'
        touchpoints:
          t:
            channel: sms
            goal:
              client: Watch it
            class: service
        waive:
          - rule: RO01
            because: A pilot run
        """,
    )


def test_short_braces_without_prose_stay() -> None:
    """Ids, numbers and the language's own scalars with a space in them are no prose."""
    text = dedent("""\
        caps: {reminder: 3 per 1w, cross_sell: 1 per 2w}
        indicators:
          a: {share: paid, within: 30d, expect: at most 70 %}
          b: {habit: seen, in: 3 of 4, every: 1w}
        teams: {care: {hours: mon-sun 08:00-22:00}}
        requests: {r: {touchpoints: site -> office}}
        steps:
          - {wait: traits.renewal - 3d}
        outcomes: {done: [], none: {}}
        """)
    assert format_text(text) == text


def test_long_braces_become_one_field_a_line() -> None:
    """Up to a hundred characters stay, one more does not."""
    inside = "a: " + "x" * (MAX_FLOW - 5 - len(", b: y"))
    stays = f"k: {{{inside}, b: y}}\n"
    assert len(stays) - len("k: \n") == MAX_FLOW
    assert format_text(stays) == stays
    assert format_text(f"k: {{{inside}x, b: y}}\n") == f"k:\n  {inside}x\n  b: y\n"


def test_lists_of_one_item_become_block_style() -> None:
    """Also within braces, which then cannot stay either; longer and empty lists stay."""
    laid_out(
        """\
        locales: [ru]
        used: [a, b]
        none: []
        components:
          music: {app: Music, device: [phone]}
          film: {app: Film, device: [tv, phone]}
        outcomes: {cannot: [{end: broken}]}
        - [[a]]
        """.replace("- [[a]]\n", "nested: [[a]]\n"),
        """\
        locales:
          - ru
        used: [a, b]
        none: []
        components:
          music:
            app: Music
            device:
              - phone
          film: {app: Film, device: [tv, phone]}
        outcomes:
          cannot:
            - {end: broken}
        nested:
          - - a
        """,
    )


def test_a_list_gives_way_where_its_items_must() -> None:
    """Braces with prose cannot be broken up inside brackets."""
    laid_out(
        """\
        steps: [{do: Open the app}, {kind: sign_in}]
        """,
        """\
        steps:
          - do: Open the app
          - {kind: sign_in}
        """,
    )


def test_comments_stay_with_what_they_stand_by() -> None:
    """A comment behind brackets goes before their lines; others do not move."""
    laid_out(
        """\
        # the title
        title: {en: Turn on}   # shown everywhere
        # the list
        locales: [en] # one
        waive:
          - {rule: RO01, because: A pilot} # for now
          # the last
        steps: # all
          {a: b c} # odd
        """,
        """\
        # the title
        title: # shown everywhere
          en: Turn on
        # the list
        locales: # one
          - en
        waive:
          - # for now
            rule: RO01
            because: A pilot
          # the last
        steps: # all
          # odd
          a: b c
        """,
    )


def test_brackets_with_a_comment_inside_are_left_alone() -> None:
    """There is no telling what the comment is about."""
    text = "title: {en: Turn on, # short\n  ru: Включить сейчас}\nlocales: [ # one\n  en]\n"
    assert format_text(text) == text
    assert format_text("title: {en: 'No. #1 in town'}\n") == "title:\n  en: 'No. #1 in town'\n"


def test_white_space_at_line_ends_goes() -> None:
    """And the file ends with one line end."""
    assert format_text("a: b  \nc:\t\n\n  \nd: e\n\n\n") == "a: b\nc:\n\n\nd: e\n"
    assert format_text("a: b") == "a: b\n"
    assert format_text("a: b\r\nc: d\r\n") == "a: b\nc: d\n"
    assert format_text("\ufeffa: b\n") == "a: b\n"
    assert format_text("# only a remark  \n\n") == "# only a remark\n"
    assert format_text("  \n\n") == ""


def test_white_space_that_is_part_of_a_text_stays() -> None:
    """In block texts and in quotes; a block text without a line end keeps having none."""
    for text in (
        "a: |\n  two  \n\n  lines \nb: c\n",
        'a: "two  \n\n  lines"\nb: c\n',
        "a: 'two  \n  lines'\n",
        "a: |+\n  kept\n\n\n",
        "a: >2-\n    x\n",
    ):
        assert format_text(text) == text
    assert format_text("a: |\n  x") == "a: |-\n  x\n"
    assert format_text("a: >+2 # why\n  x") == "a: >2- # why\n  x\n"
    assert format_text("a: |\n  x\n\n\n") == "a: |\n  x\n"
    assert format_text("a: |\n  x\n# end\n\n\n") == "a: |\n  x\n# end\n"


def test_texts_over_several_lines_move_along() -> None:
    """Folded texts inside braces are indented anew and say the same."""
    assert format_text("k: {a: 'b\n\n    c', d: e\n f}\n") == "k:\n  a: 'b\n\n    c'\n  d: e\n    f\n"
    assert format_text("k: {a: b c, d: [e,\n f]}\n") == "k:\n  a: b c\n  d: [e,\n    f]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{journey: a, title: b c}\n", "journey: a\ntitle: b c\n"),
        ("--- {a: b c}\n", "---\n    a: b c\n"),
        ("? k\n: {a: b c}\n", "? k\n:\n  a: b c\n"),
        ("-   {a: b c}\n", "-   a: b c\n"),
        ("- - {a: b c, d: [e]}\n", "- - a: b c\n    d:\n      - e\n"),
        ("k:\n      {a: b c}\n", "k:\n  a: b c\n"),
        ("k: [a: b]\n", "k:\n  - a: b\n"),
        ('k: {"a b":c d}\n', 'k:\n  "a b": c d\n'),
        ("k: {? a : b c}\n", "k:\n  a: b c\n"),
        ("k: {? 'a\n  b' : c d}\n", "k: {? 'a\n  b' : c d}\n"),
    ],
)
def test_odd_places_for_brackets(before: str, after: str) -> None:
    """At the top, behind a document's start, an explicit key, a wide dash; keys over two lines are left."""
    assert format_text(before) == after
    assert format_text(after) == after


@pytest.mark.parametrize("text", ["a: {b\n", "a: &x b  \n", "a: b  \na: c\n", "a: {b c}  \n", "a: \x00  \n"])
def test_a_file_with_an_error_is_given_back(text: str) -> None:
    """Whoever calls tells the problems; nothing is laid out on a guess."""
    assert format_text(text) == text


def test_a_file_that_would_grow_too_large_is_given_back() -> None:
    """What can just be read stays readable."""
    text = "".join(f"k{number}: {{a: b c, d: e f}}\n" for number in range(36_000))[: 2**20 - 30]
    text = text[: text.rindex("\n") + 1]
    assert format_text(text) == text
