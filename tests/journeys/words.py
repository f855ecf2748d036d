"""What a person reads on the page, in each language: the journeys click and expect these very words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One person, where they sit, and the words of their language."""

    person: str
    name: str
    channel: str
    # the answer to /ltv 500 3% 80% 4k
    verdict: str
    why: str
    ltv: str
    # buttons
    working: str
    hide: str
    chart: str
    what_if: str
    move: str
    back: str
    adjust: str
    count: str
    save: str
    share: str
    undo: str
    open: str
    form: str
    # what each of them brings
    formula: str
    assumption: str
    chart_title: str
    highest: str
    crossing: str
    month_12: str
    moved: str
    adjust_title: str
    calculate: str
    cancel: str
    price: str
    churn: str
    margin: str
    cac: str
    cac_typed: str
    cheaper: str
    currency: str
    no_currency: str
    unreadable: str
    adjusted: str
    adjusted_ltv: str
    customers: str
    periods: str
    show_range: str
    not_whole: str
    range: str
    scenario: str
    scenario_name: str
    saved: str
    list: str
    listed: str
    shared: str
    # a conversation
    question: str
    missing: str
    follow_up: str
    concluded: str
    hello: str
    hello_back: str
    home: str
    try_own: str
    help: str
    helped: str
    impossible: str
    explained: str


EN = Words(
    person="ann",
    name="Ann Carter",
    channel="sales",
    verdict="Healthy: LTV:CAC 3.3 (CAC:LTV 1:3.3).",
    why="10 months",
    ltv="13,333",
    working="Show the working",
    hide="Hide the working",
    chart="Chart",
    what_if="What if",
    move="CAC −25%",
    back="Back to my figures",
    adjust="Adjust",
    count="Of how many customers?",
    save="Save",
    share="Share to channel",
    undo="Undo",
    open="Open",
    form="Fill in the form",
    formula="LTV = price × gross margin ÷ churn = 500 × 80% ÷ 3% = 13,333",
    assumption="Every customer has the same chance of leaving",
    highest="5.63K",
    chart_title="One customer: margin against CAC",
    crossing="passes its CAC of 4,000 after 11.7 months",
    month_12="month 12: 4,082",
    moved="LTV:CAC goes from 3.3 to 4.4, payback from 10 months to 7.5 months",
    adjust_title="Customer economics",
    calculate="Calculate",
    cancel="Cancel",
    price="What does one customer pay you?",
    churn="What share of customers leaves?",
    margin="Gross margin",
    cac="What does it cost to win one customer? (CAC)",
    cac_typed="4000",
    cheaper="LTV:CAC 4.2",
    currency="Currency",
    no_currency="Not stated",
    unreadable="I could not read “banana” as an amount. Write it like 500 or €1,250.50.",
    adjusted="Healthy: LTV:CAC 4.0",
    adjusted_ltv="20,000",
    customers="How many customers did you follow?",
    periods="Over how many months?",
    show_range="Show the range",
    not_whole="Write a whole number",
    range="anywhere from 2.2 to 5.4",
    scenario="Name",
    scenario_name="SMB <plan> & co",
    saved="Saved as SMB <plan> & co.",
    list="/ltv list",
    listed="SMB <plan> & co: LTV:CAC 3.3",
    shared="@Ann Carter shared a calculation",
    question="We charge $500 a month, lose 3% monthly, margin 80%: is a customer worth it?",
    missing="CAC",
    follow_up="4k",
    concluded="$13,333",
    hello="hi there",
    hello_back="Hello!",
    home="Sales economics you can check",
    try_own="Fill in the form",
    help="/ltv help",
    helped="Ask in any of these ways",
    impossible="/ltv 500 120% 80% 4k",
    explained="120%",
)

IT = Words(
    person="luca",
    name="Luca Ferri",
    channel="vendite",
    verdict="Sano: LTV:CAC 3,3 (CAC:LTV 1:3,3).",
    why="10 mesi",
    ltv="13.333",
    working="Mostra il calcolo",
    hide="Nascondi il calcolo",
    chart="Grafico",
    what_if="E se…",
    move="CAC −25%",
    back="Torna ai miei dati",
    adjust="Modifica",
    count="Su quanti clienti?",
    save="Salva",
    share="Condividi nel canale",
    undo="Annulla",
    open="Apri",
    form="Compila il modulo",
    formula="LTV = prezzo × margine lordo ÷ churn = 500 × 80% ÷ 3% = 13.333",
    assumption="tutti i clienti hanno la stessa probabilità di lasciare",
    highest="5,63K",
    chart_title="Un cliente: margine e CAC a confronto",
    crossing="supera il CAC di 4.000 dopo 11,7 mesi",
    month_12="mese 12: 4.082",
    moved="LTV:CAC passa da 3,3 a 4,4, il rientro da 10 mesi a 7,5 mesi",
    adjust_title="I conti del cliente",
    calculate="Calcola",
    cancel="Annulla",
    price="Quanto ti paga un cliente?",
    churn="Che quota di clienti se ne va?",
    margin="Margine lordo",
    cac="Quanto ti costa conquistare un cliente? (CAC)",
    cac_typed="4000",
    cheaper="LTV:CAC 4,2",
    currency="Valuta",
    no_currency="Non indicata",
    unreadable="Non riesco a leggere «banana» come importo. Scrivi per esempio 500 o 1.250,50 €.",
    adjusted="Sano: LTV:CAC 4,0",
    adjusted_ltv="20.000",
    customers="Quanti clienti hai seguito?",
    periods="Per quanti mesi?",
    show_range="Mostra la forbice",
    not_whole="Scrivi un numero intero",
    range="LTV:CAC può andare da 2,2 a 5,4",
    scenario="Nome",
    scenario_name="Piano <PMI> & co",
    saved="Salvato come Piano <PMI> & co.",
    list="/ltv elenco",
    listed="Piano <PMI> & co: LTV:CAC 3,3",
    shared="@Luca Ferri ha condiviso un calcolo",
    question="Un cliente paga 500 € al mese, ne perdiamo il 3% al mese, margine 80%: vale la pena?",
    missing="CAC",
    follow_up="4 mila",
    concluded="13.333 €",
    hello="ciao!",
    hello_back="Ciao!",
    home="Conti di vendita che puoi verificare",
    try_own="Compila il modulo",
    help="/ltv aiuto",
    helped="Chiedi come preferisci",
    impossible="/ltv 500 120% 80% 4k",
    explained="120%",
)
