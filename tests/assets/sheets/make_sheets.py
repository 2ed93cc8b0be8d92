"""Makes the three ugly spreadsheets of the tests, as people really keep them: run it to make them anew.

Each has what was met in practice: titles above the headings, headings in words of one's own and in an order of
one's own, merged cells, sections, blank rows, numbers in three notations, a broken formula, a hidden sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

HERE = Path(__file__).parent
SHIPPED = Path(__file__).parents[3] / "src" / "tropa" / "data" / "sheets"

Cells = Sequence[object]


def put(page: Any, row: int, cells: Cells, form: Any = None) -> None:  # noqa: ANN401  xlsxwriter is not typed
    """Write cells from the first column on; None leaves one empty."""
    for column, cell in enumerate(cells):
        if cell is not None:
            page.write(row, column, cell, form)


def bike_rental(book: Workbook) -> None:
    """English: one sheet, stages as rows across the table, touchpoints left out where they go on."""
    bold, percent = book.add_format({"bold": True, "bg_color": "#ffe699"}), book.add_format({"num_format": "0%"})
    band = book.add_format({"bold": True, "bg_color": "#c6e0b4", "align": "center"})
    wrap = book.add_format({"text_wrap": True})
    page = book.add_worksheet("Sheet1")
    page.set_column(0, 0, 4)
    page.set_column(1, 2, 20)
    page.set_column(3, 3, 44)
    page.set_column(4, 5, 26)
    page.set_column(6, 6, 10)
    page.merge_range(0, 0, 0, 6, "Bike by subscription: what the rider meets in the first month", bold)
    page.write(1, 1, "DRAFT 4, after the workshop of 12 March")
    put(page, 3, ["#", "Owner", "Touch point", "What we say (copy)", "Desired action", "KPI", "Cost, EUR"], bold)
    page.merge_range(4, 0, 4, 6, "STAGE 1: Choosing", band)
    put(page, 5, [1, "Marketing", "Landing page ", "Your bike, serviced, from 19 a month", "opened the size guide"])
    page.write(5, 5, "25% within 1 day")
    put(page, 6, [2, "Marketing", "Size guide", "Three measurements, two minutes", "chose a frame, paid"])
    page.write_number(6, 5, 0.4, percent)
    page.write(8, 1, "")
    page.merge_range(8, 0, 8, 6, "STAGE 2: Getting it", band)
    put(
        page,
        9,
        [3, "Ops", "Text message", "Your bike is ready at {{ shop.name }}", "Picked up the bike", "80 % in 3 days"],
    )
    put(
        page,
        10,
        [4, "Ops\nShop staff", "Handover in the shop", "Seat, brakes, lock: let us go through it", None, "survey"],
    )
    page.write(10, 3, "Seat, brakes, lock:\nlet us go through it", wrap)
    put(page, 11, [None, None, None, "And here is the card with our number"])
    page.merge_range(13, 0, 13, 6, "STAGE 3: Riding", band)
    put(
        page,
        14,
        [
            5,
            "CRM",
            "Reminder",
            "First ride done? Lock it like this",
            "ride started",
            "at least 60 % within 1 week",
            0.05,
        ],
    )
    put(page, 15, [6, "CRM", "Reminder", "Pump the tyres: it rolls better", "=ride started", "tbd", 0.05])
    page.write_string(15, 4, "tyres pumped")
    put(
        page,
        16,
        [
            7,
            None,
            "Free check",
            "After a month we look it over, free of charge",
            "check booked",
            "30 % within 1 month",
        ],
    )
    page.write_formula(16, 6, "=#REF!*2", None, "#REF!")
    put(page, 17, [8, "Support", None, "Anything loose? Write to us here"])
    page.merge_range(19, 0, 19, 6, "Legend: KPI = share of riders who do it; open points in yellow")
    lists = book.add_worksheet("Lists")
    put(lists, 0, ["Marketing", "Ops", "CRM", "Support"])


def internet(book: Workbook) -> None:
    """Russian: a sheet a stage, merged cells, percentages as numbers, a hidden sheet, a glossary."""
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    percent, middle = book.add_format({"num_format": "0%"}), book.add_format({"valign": "vcenter"})
    heads = ["№ п/п", "Точка касания", "Текст коммуникации", "Канал", "Целевое действие клиента"]
    heads += ["Метод оценки, %", "Ответственный за коммуникацию", "Комментарий"]

    page = book.add_worksheet("Выбор")
    page.merge_range(0, 0, 0, 7, "Карта пути «Домашний интернет», версия 7 (финал)", bold)
    page.write(1, 0, "Согласовано: коммерческий блок, 14.02")
    put(page, 3, heads, bold)
    put(page, 4, [1, "Сайт\u00a0оператора", "Проверьте адрес: подключим за 2 дня", "сайт", "проверил адрес", 35])
    page.merge_range(4, 6, 5, 6, "Отдел маркетинга", middle)
    put(
        page,
        5,
        [2, "Звонок консультанта", "Подберём тариф под семью", "звонок оператора", "выбрал тариф, оставил заявку"],
    )
    page.write_number(5, 5, 0.5, percent)
    page.write(5, 7, "скрипт обновляем раз в квартал")

    page = book.add_worksheet("Подключение")
    put(page, 0, [*heads[:5], "Оценка", "Ответственный", "Срок запуска"], bold)
    page.merge_range(1, 1, 3, 1, "СМС о визите", middle)
    put(page, 1, ["3.1", None, "Мастер приедет {{ visit.date }}", "СМС", "подтвердил визит", "в течение 1 дня, 70 %"])
    page.write(1, 6, "Служба монтажа; кол-центр")
    page.write_datetime(1, 7, datetime(2027, 3, 1), book.add_format({"num_format": "dd.mm.yyyy"}))  # noqa: DTZ001  a cell has no zone
    put(page, 2, ["3.2", None, "Подготовьте, пожалуйста, розетку у роутера"])
    put(
        page,
        3,
        [
            "3.3",
            None,
            "Мастер выехал",
            "смс, пуш",
            "открыл дверь мастеру",
            "не менее 90 % за 2 часа",
            "Служба монтажа",
        ],
    )
    put(page, 5, [4, "Визит мастера", "Подключу, настрою и покажу, как пользоваться", None, "вошёл в личный кабинет"])
    put(page, 5, [None] * 5 + ["Опрос после визита", "Служба монтажа"])
    put(page, 7, [None, "Итого", None, None, None, None, None, None])
    page.write_formula(7, 5, "=1/0", None, "#DIV/0!")

    page = book.add_worksheet("Первый месяц")
    put(page, 0, [*heads[:5], "Оценка", "Ответственный"], bold)
    put(
        page,
        1,
        [
            5,
            "Письмо «Как у вас дела?»",
            "Всё ли работает? Ответьте одним нажатием",
            "эл. почта",
            "оценил подключение",
        ],
    )
    put(page, 1, [None] * 5 + ["40% за 7 дней", "Отдел заботы"])
    put(
        page,
        2,
        [
            6,
            "Счёт",
            "Первый счёт: вот из чего он сложился",
            "Личный кабинет",
            "оплатил счёт",
            "не более 5 % просрочек",
            "Биллинг",
        ],
    )
    put(page, 3, [7, None, "Ещё вопрос? Напишите нам в чат"])
    glossary = book.add_worksheet("Справочник")
    put(glossary, 0, ["Термин", "Что это"])
    put(glossary, 1, ["ЦД", "то, чего мы ждём от клиента"])
    old = book.add_worksheet("старое")
    put(old, 0, heads)
    put(old, 1, [1, "Листовка", "Подключайтесь!", None, "позвонил"])
    old.hide()


def clinic(book: Workbook) -> None:
    """Persian: right to left, a merged column of stages, Arabic letters, Persian digits, an order of its own."""
    bold, middle = book.add_format({"bold": True, "reading_order": 2}), book.add_format({"valign": "vcenter"})
    page = book.add_worksheet("برگه1")
    page.right_to_left()
    page.merge_range(0, 0, 0, 6, "سفر بيمار در كلينيک دندان‌پزشکی", bold)
    put(page, 2, ["مرحله", "نقطه‌ي تماس", "كانال", "متن پیام", "مسوول", "روش سنجش", "اقدام مشتری"], bold)
    page.merge_range(3, 0, 4, 0, "مرحلهٔ ۱: نوبت‌گیری", middle)
    put(
        page,
        3,
        [None, "سايت كلينيک", "وب‌سایت", "نوبت را خودتان برگزینید", "روابط عمومي", "ظرف ۳ روز، ۶۰٪", "نوبت گرفت"],
    )
    put(
        page,
        4,
        [
            None,
            "پيامك تأیید",
            "پیامک",
            "نوبت شما {{ visit.time }} است",
            "پذیرش",
            "۹۰ درصد ظرف ۱ ساعت",
            "نوبت را تأیید کرد",
        ],
    )
    page.merge_range(6, 0, 8, 0, "مراجعه", middle)
    put(page, 6, [None, "پذيرش", "شعبه", "خوش آمدید؛ پرونده آماده است", "پذیرش، پرستار", "نظرسنجي", "فرم را پر کرد"])
    put(
        page,
        7,
        [None, "دندان‌پزشک", None, "درمان را گام به گام توضیح می‌دهم", "دکتر رضایی", 0.75, "با طرح درمان موافقت کرد"],
    )
    put(page, 8, [None, None, None, "هر پرسشی دارید بپرسید"])
    page.merge_range(10, 0, 11, 0, "پیگیری", middle)
    put(page, 10, [None, "پيامک", "پیامک و تلگرام", "حالتان چطور است؟", "پذیرش", "حداکثر ۵٪", "از درد شکایت کرد"])
    put(page, 11, [None, "پيامک", "پیامک", "وقت معاینهٔ شش‌ماهه رسید", None, "۲ ماه، ۴۰٪", "نوبت گرفت"])


SHEETS: dict[str, Callable[[Workbook], None]] = {"bike-rental": bike_rental, "internet": internet, "clinic": clinic}


def path_of(name: str) -> Path:
    """Where a spreadsheet is kept; the one of the tutorial is shipped."""
    return (SHIPPED if name == "bike-rental" else HERE) / f"{name}.xlsx"


def make(name: str, path: Path) -> None:
    """Write one of the spreadsheets."""
    book = Workbook(str(path))
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    SHEETS[name](book)
    for page in book.worksheets():
        page.set_landscape()
        page.fit_to_pages(1, 0)
    book.close()


if __name__ == "__main__":
    for each in SHEETS:
        make(each, path_of(each))
