"""CSV: one row per item and variant, and one clear line about anything else."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from result_files import file, read, refused

from costmodel.errors import InputError
from costmodel.results import read_results

WORKED = """item,variant,passed,cluster,repeat,failure_class
q1,hosted,true,a,1,
q1,hosted,false,a,2,search_defect
q2,hosted,no,a,1,Missing Knowledge
q1,tuned,PASS,a,1,
q3,tuned,0,b,1,wrong behavior
"""


def test_a_worked_file() -> None:
    results = read(WORKED)
    assert results.formats == ("CSV",)
    assert results.rows == 5
    assert results.variants == ("hosted", "tuned")
    assert results.items == ("q1", "q2", "q3")
    np.testing.assert_array_equal(results.rates, [[0.5, 0.0, np.nan], [1.0, np.nan, 0.0]])
    np.testing.assert_array_equal(results.repeats, [[2, 1, 0], [1, 0, 1]])
    assert results.clusters is not None
    assert results.clusters.tolist() == [0, 0, 1]
    assert results.failure_classes == {
        "hosted": {"search_defect": 1, "missing_knowledge": 1, "wrong_behaviour": 0, "bad_label": 0},
        "tuned": {"search_defect": 0, "missing_knowledge": 0, "wrong_behaviour": 1, "bad_label": 0},
    }
    assert results.totals == ()
    assert results.notes == (
        "2 of 3 items are not measured in every variant: hosted lacks 1 and tuned lacks 1",
    )


@pytest.mark.parametrize(
    "content",
    [
        *(WORKED.replace(",", ";"), WORKED.replace(",", "\t"), WORKED.replace("\n", "\r\n")),
        *(WORKED.replace("\n", "\n\n"), WORKED.rstrip("\n"), "\n  \n" + WORKED, WORKED.replace("\n", "\r")),
        *(
            "\ufeff" + WORKED,
            WORKED.encode("utf-16"),
            "\ufeff".encode("utf-16-be") + WORKED.encode("utf-16-be"),
        ),
        *(WORKED.replace("q1", '"q1"'), WORKED.replace("q1,", " q1 ,"), WORKED.replace("true", "True ")),
        WORKED.replace("item,variant,passed", " Item,VARIANT,Passed ").replace(
            "failure_class", "Failure Class"
        ),
    ],
)
def test_the_same_file_written_otherwise(content: str | bytes) -> None:
    results, plain = read(content), read(WORKED)
    np.testing.assert_array_equal(results.rates, plain.rates)
    np.testing.assert_array_equal(results.repeats, plain.repeats)
    assert (results.items, results.variants) == (plain.items, plain.variants)
    assert results.failure_classes == plain.failure_classes
    assert results.notes == plain.notes


@pytest.mark.parametrize("name", ["=1+1", "+q", "-q", "@q", "a, b", 'say "no"', "two\nlines", "é", "x" * 200])
def test_names_stay_as_they_are(name: str) -> None:
    quoted = name.replace('"', '""')
    results = read(f'item,variant,passed\n"{quoted}","{quoted}",1\n')
    assert results.items == results.variants == (name,)


def test_columns_that_are_not_ours_are_left_out_and_named() -> None:
    results = read("model,item,,variant,passed,latency\nm,q,,v,1,7\n")
    assert results.rates.tolist() == [[1.0]]
    assert results.notes == ("results.csv: columns left out: model and latency",)


@pytest.mark.parametrize("word", ["true", "YES", "pass", "Passed", "1", "1.0", " true "])
def test_what_says_passed(word: str) -> None:
    assert read(f"item,variant,passed\nq,v,{word}\n").rates.tolist() == [[1.0]]


@pytest.mark.parametrize("word", ["false", "NO", "fail", "Failed", "0", "0.0"])
def test_what_says_failed(word: str) -> None:
    assert read(f"item,variant,passed\nq,v,{word}\n").rates.tolist() == [[0.0]]


@pytest.mark.parametrize("word", ["0.7", "", "null", "maybe", "NaN", "2", "-1", "1.00", "1 0", "10", "tr ue"])
def test_anything_else_is_refused_with_its_line_and_value(word: str) -> None:
    said = refused(f"item,variant,passed\nq,v,1\n\nr,v,{word}\n")
    assert said.startswith(f"results.csv line 4, passed: {word!r} is not accepted; true, false, yes, no")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "results.csv: not given; the file is empty"),
        (b"\xef\xbb\xbf \n \n", "results.csv: not given; the file is empty"),
        ("\x1c\n\u2003", "results.csv: not given; the file is empty"),
        ("item,variant,passed\n", "results.csv line 1: 'item,variant,passed' is not accepted; there is only a header"),
        ("item,variant\nq,v\n", "results.csv line 1, header: 'item,variant' is not accepted; it lacks passed"),
        ("a\nb\n", "it lacks item, variant and passed"),
        ("item,item,variant,passed\n", "it names item more than once"),
        ("item,variant,passed\nq,v\n", "results.csv line 2: 'q,v' is not accepted; the header has 3 columns, this row 2"),
        ("item,variant,passed\nq,v,1,\n", "line 2: 'q,v,1,' is not accepted; the header has 3 columns, this row 4"),
        ('item,variant,passed\nq,v,1\n"r,v,1\n', "line 3: '\"r,v,1' is not accepted; a quote that opens in this row"),
        ('item,variant,passed\n"q"x,v,1\n', "results.csv line 2: '\"q\"x,v,1' is not accepted; the row is no CSV"),
        ("item,variant,passed\n,v,1\n", "results.csv line 2, item: '' is not accepted; it must be a name"),
        ("item,variant,passed\nq, ,1\n", "results.csv line 2, variant: ' ' is not accepted; it must be a name"),
        (f"item,variant,passed\n{'q' * 201},v,1\n", "a name of 1 to 200 characters"),
        ("item,variant,passed\nq,v\0,1\n", "results.csv line 2: b'\\x00' is not accepted; a text holds no zero bytes"),
        (b"item,variant,passed\nq,v,1\n\xff,v,1\n", "results.csv line 3: b'\\xff' is not accepted; this is no utf-8"),
        ("item,variant,passed\nä,v,1\n".encode("cp1252"), "this is no utf-8 text"),
        (b"\xff\xfei\0t\0e", "this is no utf-16"),
        ("item,variant,passed,failure_class\nq,v,0,typo\n", "line 2, failure_class: 'typo' is not accepted; search_defect"),
        ("item,variant,passed\nq,v,1\nq,v,0\n", "line 3, item and variant: 'q, v' is not accepted; add a column repeat"),
        (
            "item,variant,passed,repeat\nq,v,1,1\nq,v,1,2\nq,v,0,1\n",
            "results.csv line 4, item and variant: 'q, v' is not accepted; this repeat of it",
        ),
        ("item,variant,passed,repeat\nq,v,1,1\nq,v,0,\n", "line 3, item and variant: 'q, v' is not accepted; add a"),
        (
            "item,variant,passed,cluster\nq,v,1,a\nq,w,0,b\n",
            "line 3, cluster: 'b' is not accepted; item 'q' has cluster 'a' in an earlier row",
        ),
        (
            "item,variant,passed,cluster\nq,v,1,a\nq,w,0,\n",
            "line 3, cluster: '' is not accepted; item 'q' has cluster 'a' in an earlier row",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_line(content: str | bytes, said: str) -> None:
    assert said in refused(content)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_field_beyond_the_limit_is_no_traceback(quote: str) -> None:
    long = quote + "x" * (csv.field_size_limit() + 1)
    assert "line 3" in (said := refused(f"item,variant,passed\nq,v,1\n{long},v,1\n"))
    assert "a field may hold up to 131,072 characters" in said


def test_lines_are_counted_through_quotes_blank_lines_and_batches() -> None:
    rows = [f'"q\r\n{i}",v,1\n\n' if i % 3 else f'"\n{i}\r",v,1\n' for i in range(3_000)]
    content = "\nitem,variant,passed\n" + "".join(rows) + "last,v,maybe\n"
    lines = content.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert refused(content).startswith(f"results.csv line {lines}, passed: 'maybe'")


def test_problems_are_listed_up_to_a_number_and_counted_beyond() -> None:
    rows = "".join(f"q{i},v,maybe\n" for i in range(5_000))
    with pytest.raises(InputError) as error:
        read_results([file("item,variant,passed\n" + rows)], most_problems=3)
    assert [problem.field for problem in error.value.problems] == [
        *("results.csv line 2, passed", "results.csv line 3, passed", "results.csv line 4, passed"),
        "further problems",
    ]
    assert str(error.value).splitlines()[-1] == "and 4,997 more problems; only the first 3 are listed"


def test_problems_of_several_kinds_and_files_come_together() -> None:
    with pytest.raises(InputError) as error:
        read_results(
            [
                file("item,variant,passed\n,v,2\nq,v,1\nq,v,1\n"),
                file(b"", "empty.csv"),
                file("a,b\n1,2\n", "c.csv"),
            ]
        )
    assert [problem.field for problem in error.value.problems] == [
        *("empty.csv", "results.csv line 2, item", "results.csv line 2, passed", "c.csv line 1, header"),
        "results.csv line 4, item and variant",
    ]
