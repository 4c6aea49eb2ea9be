"""Names of many origins are found alike, in the writer's own case and in lower case."""

# ruff: noqa: E501, RUF001  other alphabets are what is tested

from __future__ import annotations

import pytest

from fourwalls.detection.examiner import Examiner

ORIGINS = {
    "south asia": ("Priyanka Venkataraman", "Gurpreet Dhaliwal", "Nusrat Chaudhry", "Shanthi Sivapalan", "Sunita Gurung"),
    "west africa": ("Olawale Babatunde", "Chinonso Okwuosa", "Kwabena Ofosu-Appiah", "Adwoa Sarpong", "Fatou Diallo"),
    "east africa": ("Fadumo Warsame", "Tesfaye Gebremariam", "Wanjiru Kamau", "Tendai Chikwanha", "Achieng Odhiambo"),
    "caribbean": ("Delroy Pinnock", "Pearline Cuthbertson", "Winston Braithwaite", "Merlene Gayle", "Everton Lindo"),
    "china": ("Xiaoling Zheng", "Cheung Wai Ling", "Zhang Meihua", "Lau Siu Ling", "Chen Jiahui"),
    "vietnam, korea, japan": ("Phuong Tran", "Nguyen Thi Huong", "Min-jun Baek", "Yoko Hashimoto", "Haruki Fujimoto"),
    "philippines": ("Maricel Dimaculangan", "Jhun Villanueva", "Rowel Magsaysay", "Luzviminda Bautista", "Arnel Pangilinan"),
    "poland and beyond": ("Agnieszka Wojciechowska", "Zbigniew Kaczmarek", "Oksana Shevchuk", "Vasile Munteanu", "Jonas Kazlauskas"),
    "turkey and kurdistan": ("Zeynep Yildirim", "Emre Karaca", "Hatice Demirtas", "Rojin Karimi", "Dilan Ozturk"),
    "arab world and iran": ("Fatima Al-Rashidi", "Youssef Haddad", "Leila Hosseinzadeh", "Parviz Rostami", "Habibullah Noorzai"),
    "ireland": ("Caoimhe McGettigan", "Padraig O'Shaughnessy", "Siobhan Ni Bhriain", "Fionnuala Devenney", "Eoghan Gallchoir"),
    "scotland": ("Eilidh MacAskill", "Murdo Macritchie", "Morag Dalgleish", "Fraser Auchterlonie", "Mairi Galbraith"),
    "wales": ("Gwenllian Prytherch", "Rhian Cadwaladr", "Emyr Llewelyn", "Ffion Tudur", "Iestyn Gwyndaf"),
    "england": ("Sarah Huckstep", "Tamsin Penhaligon", "Colin Fazakerley", "Doreen Ollerenshaw", "Gary Thistlethwaite"),
    "jewish": ("Rivka Goldschmidt", "Shlomo Rabinowitz", "Chaya Friedlander", "Mordechai Blumenfeld", "Devorah Lipschitz"),
    "portugal, spain, italy": ("Conceicao Figueiredo", "Joao Carvalho", "Concetta Bevilacqua", "Graca Monteiro", "Javier Etxeberria"),
}  # fmt: skip
NAMES = [(origin, name) for origin, names in ORIGINS.items() for name in names]
FRAMES = ("my neighbour {} drove me to the scan", "hello, im {} and i am new here")


@pytest.mark.parametrize(("origin", "name"), NAMES)
def test_it_is_found_wherever_it_comes_from(examiner: Examiner, origin: str, name: str) -> None:
    for frame in FRAMES:
        for form in (name, name.lower()):
            assert examiner.details(frame.format(form)), f"{origin}: {frame.format(form)}"


@pytest.mark.parametrize(
    "text", ["my name is محمد الأحمد", "i am 王小明", "меня зовут Ольга Петренко", "im Оле́г Ткаченко"]
)
def test_other_alphabets_hide_nobody(examiner: Examiner, text: str) -> None:
    assert examiner.details(text)


@pytest.mark.parametrize("text", ["спасибо всем", "谢谢大家", "שבת שלום everyone", "Mulțumesc, thank you all"])
def test_greetings_in_other_tongues_name_nobody(examiner: Examiner, text: str) -> None:
    assert examiner.details(text) == ()
