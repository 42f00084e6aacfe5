import pytest

from claims.languages import guess

SAID = {
    "en": "The ministry says that weapons were sent from the north.",
    "id": "Kementerian mengatakan bahwa senjata telah dikirim dari utara.",
    "es": "El ministerio dice que las armas fueron enviadas por el norte.",
    "fr": "Le ministère affirme que des armes ont été envoyées par le nord.",
    "de": "Das Ministerium sagt, die Waffen wurden von dem Norden geschickt.",
    "pt": "O ministério diz que as armas não foram enviadas pelo norte.",
    "nl": "Het ministerie zegt dat er wapens zijn gestuurd door het noorden.",
    "ar": "أرسلت كوريا الشمالية أسلحة",
    "fa": "کره شمالی چهار کشتی فرستاد",
    "ur": "شمالی کوریا نے ہتھیار بھیجے",
    "ko": "북한이 무기를 보냈다",
    "ja": "北朝鮮が武器を送った",
    "zh": "朝鲜运送了武器",
    "ru": "Северная Корея отправила оружие",
    "uk": "Північна Корея відправила зброю",
    "hi": "उत्तर कोरिया ने हथियार भेजे",
    "th": "เกาหลีเหนือส่งอาวุธ",
    "el": "Η Βόρεια Κορέα έστειλε όπλα",
}


@pytest.mark.parametrize("language", SAID)
def test_language_of_a_sentence_is_guessed(language):
    assert guess(SAID[language]) == language


def test_name_of_another_script_does_not_decide():
    assert guess("The company Яндекс was sold, it is said.") == "en"


@pytest.mark.parametrize("said", ["", "  ", "1,000 %", "Xylophones", "😀", "Ꭰ"])
def test_text_that_does_not_tell_is_not_guessed(said):
    assert guess(said) == ""
