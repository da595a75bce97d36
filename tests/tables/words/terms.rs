//! The terms of headings and titles: flows, totals, names of columns, notes.

use super::Row;

/// Subtotals of sectors and partners under names that tell little.
pub(crate) const SUBTOTALS: &[Row] = &[
    [
        "Subtotal",
        "Zwischensumme",
        "Sous-total",
        "Subtotal",
        "Subtotal",
        "Suma częściowa",
        "小計",
        "小计",
        "Промежуточный итог",
        "Ara toplam",
        "소계",
    ],
    [
        "Main items",
        "Hauptwaren",
        "Principaux postes",
        "Principales rubros",
        "Principais itens",
        "Główne pozycje",
        "主要品目",
        "主要商品",
        "Основные товары",
        "Başlıca kalemler",
        "주요 품목",
    ],
    [
        "Manufactures",
        "Gewerbliche Waren",
        "Produits manufacturés",
        "Manufacturas",
        "Manufaturados",
        "Wyroby przemysłowe",
        "工業製品",
        "工业制成品",
        "Промышленные товары",
        "Sanayi ürünleri",
        "공산품",
    ],
];

pub(crate) const TOTALS: &[Row] = &[
    ["Total", "Insgesamt", "Total", "Total", "Total", "Razem", "合計", "合计", "Всего", "Toplam", "합계"],
    [
        "Total",
        "Summe",
        "Ensemble",
        "Total general",
        "Total geral",
        "Ogółem",
        "総額",
        "总额",
        "Итого",
        "Genel toplam",
        "총계",
    ],
    ["TOTAL", "Gesamt", "TOTAL", "TOTAL", "TOTAL", "OGÓŁEM", "計", "总计", "ВСЕГО", "TOPLAM", "계"],
    [
        "Grand total",
        "Gesamtsumme",
        "Total général",
        "Suma total",
        "Soma total",
        "Suma",
        "総計",
        "总值",
        "Общий итог",
        "Toplam tutar",
        "합계",
    ],
];
pub(crate) const WORLDS: &[Row] = &[
    ["World", "Welt", "Monde", "Mundo", "Mundo", "Świat", "世界", "世界", "Мир", "Dünya", "세계"],
    [
        "All countries",
        "Alle Länder",
        "Tous pays",
        "Todos los países",
        "Todos os países",
        "Wszystkie kraje",
        "全世界",
        "全球",
        "Все страны",
        "Tüm ülkeler",
        "전체 국가",
    ],
];
pub(crate) const ALL_GOODS: &[Row] = &[
    [
        "All products",
        "Alle Waren",
        "Tous produits",
        "Todos los productos",
        "Todos os produtos",
        "Wszystkie towary",
        "全品目",
        "全部商品",
        "Все товары",
        "Tüm ürünler",
        "전체 품목",
    ],
    [
        "Total goods",
        "Waren insgesamt",
        "Total des biens",
        "Total de bienes",
        "Total de bens",
        "Towary ogółem",
        "品目計",
        "商品总额",
        "Товары, всего",
        "Toplam mal",
        "상품 합계",
    ],
];

pub(crate) const EXPORTS: Row = [
    "Exports",
    "Ausfuhr",
    "Exportations",
    "Exportaciones",
    "Exportações",
    "Eksport",
    "輸出",
    "出口",
    "Экспорт",
    "İhracat",
    "수출",
];
pub(crate) const IMPORTS: Row = [
    "Imports",
    "Einfuhr",
    "Importations",
    "Importaciones",
    "Importações",
    "Import",
    "輸入",
    "进口",
    "Импорт",
    "İthalat",
    "수입",
];
pub(crate) const BALANCE: Row = [
    "Trade balance",
    "Saldo",
    "Solde",
    "Saldo comercial",
    "Saldo comercial",
    "Saldo",
    "差引額",
    "贸易差额",
    "Сальдо",
    "Dış ticaret dengesi",
    "무역수지",
];
pub(crate) const TRADE: Row = [
    "Total trade",
    "Außenhandelsumsatz",
    "Commerce total",
    "Comercio total",
    "Corrente de comércio",
    "Obroty",
    "総額（輸出入計）",
    "进出口总额",
    "Товарооборот",
    "Dış ticaret hacmi",
    "교역액",
];
pub(crate) const FLOW_CODES: &[[&str; 2]] = &[["X", "M"], ["export", "import"], ["EXP", "IMP"], ["Export", "Import"]];

pub(crate) const REPORTER: Row = [
    "Reporter",
    "Berichtsland",
    "Pays déclarant",
    "País informante",
    "País declarante",
    "Kraj sprawozdawczy",
    "報告国",
    "报告国",
    "Страна-отчёт",
    "Raporlayan ülke",
    "보고국",
];
pub(crate) const PARTNER: &[Row] = &[
    [
        "Partner",
        "Partnerland",
        "Pays partenaire",
        "País socio",
        "País parceiro",
        "Kraj partnerski",
        "相手国",
        "伙伴国",
        "Страна-партнёр",
        "Ortak ülke",
        "상대국",
    ],
    [
        "Trading partner",
        "Handelspartner",
        "Partenaire",
        "Socio",
        "Parceiro",
        "Partner",
        "貿易相手国",
        "贸易伙伴",
        "Торговый партнёр",
        "Ticaret ortağı",
        "교역상대국",
    ],
];
pub(crate) const COUNTRY: Row =
    ["Country", "Land", "Pays", "País", "País", "Kraj", "国名", "国家", "Страна", "Ülke", "국가"];
pub(crate) const PRODUCT: &[Row] = &[
    ["Product", "Ware", "Produit", "Producto", "Produto", "Towar", "品目", "商品", "Товар", "Ürün", "품목"],
    [
        "Commodity",
        "Warengruppe",
        "Marchandise",
        "Mercancía",
        "Mercadoria",
        "Grupa towarowa",
        "商品",
        "品类",
        "Товарная группа",
        "Mal grubu",
        "상품",
    ],
];
pub(crate) const FLOW: Row = [
    "Flow",
    "Verkehrsrichtung",
    "Flux",
    "Flujo",
    "Fluxo",
    "Kierunek",
    "輸出入",
    "进出口",
    "Направление",
    "Akış",
    "수출입",
];
pub(crate) const YEAR: Row = ["Year", "Jahr", "Année", "Año", "Ano", "Rok", "年", "年份", "Год", "Yıl", "연도"];
pub(crate) const PERIOD: Row =
    ["Period", "Zeitraum", "Période", "Período", "Período", "Okres", "期間", "时期", "Период", "Dönem", "기간"];
pub(crate) const MONTH: Row = ["Month", "Monat", "Mois", "Mes", "Mês", "Miesiąc", "月", "月份", "Месяц", "Ay", "월"];
pub(crate) const QUARTER: Row = [
    "Quarter",
    "Quartal",
    "Trimestre",
    "Trimestre",
    "Trimestre",
    "Kwartał",
    "四半期",
    "季度",
    "Квартал",
    "Çeyrek",
    "분기",
];
pub(crate) const VALUE: Row =
    ["Value", "Wert", "Valeur", "Valor", "Valor", "Wartość", "金額", "金额", "Стоимость", "Değer", "금액"];
pub(crate) const QUANTITY: Row = [
    "Quantity (t)",
    "Menge (t)",
    "Quantité (t)",
    "Cantidad (t)",
    "Quantidade (t)",
    "Ilość (t)",
    "数量 (t)",
    "数量 (t)",
    "Количество (т)",
    "Miktar (t)",
    "수량 (t)",
];
pub(crate) const SHARE: Row = [
    "Share (%)",
    "Anteil (%)",
    "Part (%)",
    "Participación (%)",
    "Participação (%)",
    "Udział (%)",
    "構成比 (%)",
    "比重 (%)",
    "Доля (%)",
    "Pay (%)",
    "비중 (%)",
];
pub(crate) const UNIT: Row =
    ["Unit", "Einheit", "Unité", "Unidad", "Unidade", "Jednostka", "単位", "单位", "Единица", "Birim", "단위"];
pub(crate) const SOURCE: Row = [
    "Source: national statistics office",
    "Quelle: Statistisches Amt",
    "Source : institut de statistique",
    "Fuente: oficina de estadística",
    "Fonte: instituto de estatística",
    "Źródło: urząd statystyczny",
    "出所：統計局",
    "资料来源：统计局",
    "Источник: служба статистики",
    "Kaynak: istatistik kurumu",
    "자료: 통계청",
];
pub(crate) const NOTE: Row = [
    "(1) Provisional figures.",
    "(1) Vorläufige Angaben.",
    "(1) Données provisoires.",
    "(1) Cifras provisionales.",
    "(1) Dados provisórios.",
    "(1) Dane wstępne.",
    "(1) 速報値",
    "(1) 初步数据",
    "(1) Предварительные данные.",
    "(1) Geçici veriler.",
    "(1) 잠정치",
];
pub(crate) const FOREIGN_TRADE: Row = [
    "Foreign trade",
    "Außenhandel",
    "Commerce extérieur",
    "Comercio exterior",
    "Comércio exterior",
    "Handel zagraniczny",
    "貿易統計",
    "对外贸易",
    "Внешняя торговля",
    "Dış ticaret",
    "무역통계",
];

pub(crate) const INDICATOR: Row = [
    "Indicator",
    "Merkmal",
    "Indicateur",
    "Indicador",
    "Indicador",
    "Wskaźnik",
    "項目",
    "指标",
    "Показатель",
    "Gösterge",
    "항목",
];

/// As counted, and with the season taken out.
pub(crate) const ADJUSTED: [Row; 2] = [
    [
        "Unadjusted",
        "Originalwerte",
        "Brut",
        "Original",
        "Original",
        "Dane surowe",
        "原数値",
        "原始值",
        "Исходные данные",
        "Arındırılmamış",
        "원계열",
    ],
    [
        "Seasonally adjusted",
        "Saisonbereinigt",
        "Désaisonnalisé",
        "Desestacionalizado",
        "Dessazonalizado",
        "Wyrównane sezonowo",
        "季節調整値",
        "季节调整",
        "С учетом сезонности",
        "Mevsimsellikten arındırılmış",
        "계절조정",
    ],
];

/// Of the period alone, and since the year began.
pub(crate) const RUNNING: [Row; 2] = [
    ["Monthly", "Im Monat", "Mensuel", "Mensual", "Mensal", "W miesiącu", "当月", "当月", "За месяц", "Aylık", "당월"],
    [
        "Cumulative",
        "Kumuliert",
        "Cumul",
        "Acumulado",
        "Acumulado",
        "Narastająco",
        "累計",
        "累计",
        "Нарастающим итогом",
        "Kümülatif",
        "누계",
    ],
];
