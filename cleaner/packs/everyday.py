"""How often texts are to be expected, as far as it matters for which of them are worth looking for.

Only speed depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from cleaner.packs.words import END, START

# The share of all words that one has is this over its place among the commonest. Other words are rare.
_ENGLISH, _OTHER, _RARE = 0.1, 0.02, 5e-5
# An edge of a line, and a letter or mark by itself.
_EDGE, _SINGLE = 0.04, 0.02
# What each further text costs.
_EACH = 1e-6
# Everyday words, roughly by how often they are used, as a search wants them written.
_WORDS = """
    the of and to in is that for it was with as his on be at by this had not are but from have they which you
    were their has your we an or can will all more if one about so my our when who do would what there up out
    time no new just like also she her its i been than how some other get any them into him only over now most
    may people first could after me make because these use then through where need two year way well many very
    good even know here see find want years should back take work day much being before those best made us long
    right great home help look last think go free every between still own add each both such under while during
    part world business three read off life used end going come down keep place give set same another little
    around using next high always better without never start small including online available important
    different information things lot company content full open big ve re don today team number support show call
    easy family book food house money state old percent since children design thing days water until however
    game easily does against name area link below list week point try sure service media women power report told
    line real love story website again might something men really got system top left second night experience
    learn news video according case market group month sign health public early often making why later looking
    away data city four local several means order times product per create become few enough able please leave
    change everything country young person school run put once live share side job buy check visit says page
    email late post ask feel click watch article price government research course minutes hours follow social
    community access quality form photo based offer already services care term simple type choose issue date
    control plan large program deal turn let less review close view likely process whether
"""
_IN_OTHER_LANGUAGES = (
    # de
    """
    der die das und den von zu mit sich des auf fur ist im dem nicht ein eine als auch es an werden aus er hat
    dass sie nach bei noch wir ihr ihre uns oder wie nur mehr wenn sind kann bis uber vor hier alle jetzt sein
    seine haben war unsere unter wird zum zur durch gegen schon so was diese dieser einen einem einer vom mal
    neue sehr zwei jahre artikel immer viele ihren ihnen
    """,
    # nl
    """
    de het een van en dat op te zijn voor met niet aan ook bij uit er maar hij wordt naar heeft ze dan deze nog
    om worden je jouw u uw wij onze ons meer kan alle nu hier over
    """,
    # fr
    """
    le la les des du et est dans pour que qui une un par sur pas plus ce au avec il ont aux sont cette ses mais
    nous vous etre votre notre aussi comme tout tous bien meme ou si faire deux leur nos vos ans se ne sans
    entre elle ils fait ete encore apres lire article ici
    """,
    # it
    """
    il di che la per un una del della non sono con si gli nel alla dei piu ha anche le da delle al come ma
    questo stato lo ed nostro nostra questa tutti anni
    """,
    # es
    """
    el la de que en los las del por con una un para se su al como mas ha sus este pero lo es y no fue sobre
    entre esta tu nuestro nuestra ser dos todo todos anos sin tambien ya si
    """,
    # pt
    """
    o os as de que em do da dos das um uma para com nao por mais ao no na foi sua seu pelo pela como tem sao ser
    e nosso nossa sobre este esta voce todos anos tambem leia
    """,
    # ru
    """
    и в не на что с по это как к из у за от для его о но был также до он а или их того при после может
    """,
    # uk
    """
    і в не на що з та до це як за у від для його про але також й він їх після який або під є був може які
    """,
    # pl
    """
    w i na z do sie nie to ze jest o po od za jak przez dla jego oraz ktory ktore byl ma sa przy tym czy ale juz
    co
    """,
    # cs
    """
    a v se na je ze s z do o k i by jako za ktery ktera pro po jeho byl ale od podle jsou uz jsem tak pri roce
    """,
    # sv
    """
    och i att det som en pa ar av for med till den har inte om ett han men var fran de kan vid sig under efter
    ska jag sin du din ditt vi vara oss mer alla
    """,
    # da
    """
    og i at det er en til pa af som for med den har ikke de et om der fra han men var ved kan sig efter blev vil
    hun dig dit vores mere alle du din vi
    """,
    # no
    """
    og i det er pa som en til av for at med har de ikke den et om han fra men var ble kan seg ved etter vil sier
    ogsa deg dere mer alle du din vi vare
    """,
    # fi
    """
    ja on ei etta se oli han myos mutta kun kuin ovat sen tai jos ole niin mukaan joka voi jo vain nyt jotka
    hanen tama ollut vuoden saa mita
    """,
    # tr
    """
    ve bir bu da de icin ile olarak cok daha gibi olan en sonra kadar ise ne oldu var ama icinde her o ki dedi
    buyuk tarafindan yeni oldugu bin
    """,
    # ja
    """
    の に は を が で と した する も から れ って です ます ない
    """,
    # zh
    """
    的 是 在 了 不 和 有 这 這 为 為 们 們 与 與 对 對 会 會
    """,
    # ko
    """
    는 을 를 이 에 의 은 가 고 다 로 한 도 했다 습니다
    """,
)


@cache
def _shares() -> dict[str, float]:
    shares: dict[str, float] = {}
    for most, text in ((_ENGLISH, _WORDS), *((_OTHER, text) for text in _IN_OTHER_LANGUAGES)):
        for place, word in enumerate(text.split(), 2):
            shares[word] = max(shares.get(word, 0.0), most / place)
    return shares


def how_often(text: str) -> float:
    """How often a text, written as a search wants it, may be expected, as a share of words, roughly."""
    is_loose = not (text.startswith(" ") and text.endswith(" "))
    often = 1.0
    for word in text.split():
        if word in (START, END):
            often *= _EDGE
        elif len(word) == 1:
            often *= _SINGLE
        else:
            # Any short run of letters stands in many words.
            short = 10 ** ((1.2 if is_loose else -1.0) - len(word))
            often *= max(_RARE, short, _shares().get(word, 0.0))
    return often


def sum_of(texts: Iterable[str]) -> float:
    """How often one of some texts may be expected; the fewer, the better."""
    return sum(how_often(text) + _EACH for text in texts)
