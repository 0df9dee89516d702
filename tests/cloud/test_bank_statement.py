"""A bank's statement as CSV: exact, twice the same as once, bad lines by their number, hostile files at once."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from tests.cloud.registry import NAME, OPEN, REPRESENTATIVE

from chopmark.audit.models import Event
from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.realname import bank_statement as statement
from chopmark.cloud.realname import transfers
from chopmark.cloud.realname.bank_statement import LIMIT_BYTES, LIMIT_LINE, Line
from chopmark.cloud.realname.models import Transfer
from chopmark.cloud.realname.states import Status
from chopmark.kit.clock import now

NUMBER = "4000100020003001"
HEADER = "reference,account,amount,state"
CHINESE = "交易时间,附言,对方账号,金额,交易状态,余额"


@pytest.fixture
def sent(root):
    return order(root)


def order(account, status=Status.SENT):
    told = {"name": NAME, "uscc": OPEN, "legal_representative": REPRESENTATIVE, "number": NUMBER}
    return Transfer.objects.create(account=account, status=status, **told)


def line(row, **changes):
    told = {"reference": row.pk.hex, "account": NUMBER, "amount": f"0.{transfers.cents_of(row):02}", "state": "arrived"}
    return ",".join({**told, **changes}.values())


def csv(*lines, header=HEADER):
    return "\r\n".join([header, *lines]).encode()


def taken(*lines):
    return [what for _, what in statement.take(csv(*lines))]


def status_of(row):
    return Status(Transfer.objects.get(pk=row.pk).status)


@pytest.mark.parametrize(
    ("state", "status"), [("arrived", Status.ARRIVED), ("退汇", Status.RETURNED), ("处理中", Status.SENT)]
)
def test_a_line_says_where_the_sum_is(sent, state, status):
    taken(line(sent, state=state))
    assert status_of(sent) == status


def test_an_arrival_opens_the_page_for_the_amount_and_its_seven_days(sent, root):
    taken(line(sent))
    row = transfers.answer(root, cents=transfers.cents_of(sent))
    assert row.status == Status.MATCHED
    assert now() - row.arrived_at < dt.timedelta(minutes=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_export_is_read_as_banks_write_it(sent, encoding):
    cents = f"0.{transfers.cents_of(sent):02}"
    told = f'2026-11-02 09:31,"{sent.pk}\t",4000 1000 2000 3001\t,{cents},交易成功,"1,204.11"'
    assert statement.take(f"{CHINESE}\n\n{told}\n".encode(encoding)) == [(3, Line.MOVED)]


def test_the_same_file_again_and_one_that_overlaps_move_nothing_twice(sent):
    other = order(register_root(mobile="13800138018", password="another calm river"))
    assert taken(line(sent)) == [Line.MOVED]
    arrived = Transfer.objects.get(pk=sent.pk).arrived_at
    assert taken(line(sent), line(other), line(other)) == [Line.KNOWN, Line.MOVED, Line.KNOWN]
    assert Transfer.objects.get(pk=sent.pk).arrived_at == arrived
    assert Event.objects.filter(kind="transfer.moved").count() == 2


@pytest.mark.parametrize("state", ["arrived", "returned"])
@pytest.mark.parametrize("ended", [Status.WITHDRAWN, Status.LATE, Status.WRONG])
def test_a_sum_that_was_ended_stays_so(root, ended, state):
    row = order(root, ended)
    assert taken(line(row, state=state)) == [Line.KNOWN]
    assert status_of(row) == ended


def off_by_a_cent(row):
    return f"0.{transfers.cents_of(row) % 99 + 1:02}"


def test_a_sum_that_is_not_exactly_the_one_ordered_moves_nothing(sent):
    cents = f"{transfers.cents_of(sent):02}"
    said = taken(
        line(sent, amount=off_by_a_cent(sent)), line(sent, amount=f"1.{cents}"), line(sent, account="4000100020003002")
    )
    assert said == [Line.DIFFERS] * 3
    assert (
        taken(*(line(sent, amount=amount) for amount in (f"0.{cents}0", f"-0.{cents}", "1e-1", "NaN", "")))
        == [Line.MISSHAPEN] * 5
    )
    assert status_of(sent) == Status.SENT


def test_bad_lines_are_told_by_their_number_and_the_others_are_taken(sent, root, tmp_path):
    early = order(register_root(mobile="13800138018", password="another calm river"), Status.ORDERED)
    unknown = line(Transfer(), amount="0.10")
    path = tmp_path / "statement.csv"
    path.write_bytes(csv("rent,1,900.00,arrived", unknown, line(sent, state="perhaps"), line(early), "x", line(sent)))
    said = io.StringIO()
    assert call_command("import_transfers", str(path), stdout=said)
    told = said.getvalue()
    assert [row.split(":")[0] for row in told.splitlines() if ":" in row] == ["line 3", "line 4", "line 5", "line 6"]
    assert "1 moved, 0 without news, 1 of other payments" in told
    assert NUMBER not in told
    assert (status_of(sent), status_of(early)) == (Status.ARRIVED, Status.ORDERED)


def test_a_file_in_order_is_no_failure(sent, tmp_path):
    path = tmp_path / "statement.csv"
    path.write_bytes(csv(line(sent)))
    assert not call_command("import_transfers", str(path), stdout=io.StringIO())


def test_what_contradicts_an_earlier_word_is_told_and_changes_nothing(sent):
    taken(line(sent))
    assert taken(line(sent, state="returned")) == [Line.CONTRADICTS]
    assert status_of(sent) == Status.ARRIVED


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "@SUM(A1)", "+cmd|' /C calc'!A0", "-cmd", "＝1+1", " =1"])
def test_a_formula_refuses_the_whole_file(sent, formula):
    with pytest.raises(ValueError, match="line 3 holds a formula"):
        statement.take(csv(line(sent), f"{formula},1,0.10,arrived"))
    assert status_of(sent) == Status.SENT


def test_nul_bytes_foreign_bytes_and_endless_lines_refuse_the_whole_file(sent):
    bad = {
        "NUL": csv(line(sent)) + b"\0",
        "neither": csv(line(sent)) + b"\r\n\xff\xfe\xff",
        "longer than": csv(line(sent), "x" * (LIMIT_LINE + 1)),
        "is not CSV": csv(line(sent), 'a"b,"c'),
        "empty": b"",
        "must name one column reference": csv(line(sent), header="account,amount,state"),
        "must name one column amount": csv(line(sent) + ",1", header=f"{HEADER},金额"),
    }
    for said, data in bad.items():
        with pytest.raises(ValueError, match=said):
            statement.take(data)
    assert status_of(sent) == Status.SENT


def test_a_file_that_is_too_large_or_none_is_refused_before_it_is_read(tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(LIMIT_BYTES + 1)
    with pytest.raises(ValueError, match="larger than 8 MB"):
        statement.read_file(large)
    with pytest.raises(ValueError, match="not a file"):
        statement.read_file(tmp_path)


def test_the_record_says_that_a_statement_was_taken_and_nothing_of_its_lines(sent):
    taken(line(sent), line(sent, state="perhaps"))
    event = Event.objects.get(kind="transfer.statement_taken")
    assert event.facts == {"moved": 1, "told": 1}
    assert NUMBER not in str(list(Event.objects.values_list("subject", "facts")))
