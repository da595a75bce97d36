//! The words that publishers use, one language a column, independent of those that the reader knows.

/// English, German, French, Spanish, Portuguese, Polish, Japanese, Chinese, Russian, Turkish, Korean.
pub const LANGUAGES: usize = 11;
pub type Row = [&'static str; LANGUAGES];

pub struct Country {
    pub iso3: &'static str,
    pub iso2: &'static str,
    pub m49: &'static str,
    pub names: Row,
}

macro_rules! countries {
    ($($iso3:literal $iso2:literal $m49:literal $names:expr;)*) => {
        pub const COUNTRIES: &[Country] = &[$(Country { iso3: $iso3, iso2: $iso2, m49: $m49, names: $names }),*];
    };
}

countries! {
    "USA" "US" "842" ["United States", "Vereinigte Staaten", "États-Unis", "Estados Unidos", "Estados Unidos", "Stany Zjednoczone", "アメリカ合衆国", "美国", "США", "ABD", "미국"];
    "CHN" "CN" "156" ["China", "China", "Chine", "China", "China", "Chiny", "中国", "中国", "Китай", "Çin", "중국"];
    "JPN" "JP" "392" ["Japan", "Japan", "Japon", "Japón", "Japão", "Japonia", "日本", "日本", "Япония", "Japonya", "일본"];
    "KOR" "KR" "410" ["South Korea", "Südkorea", "Corée du Sud", "Corea del Sur", "Coreia do Sul", "Korea Południowa", "韓国", "韩国", "Республика Корея", "Güney Kore", "대한민국"];
    "VNM" "VN" "704" ["Vietnam", "Vietnam", "Viêt Nam", "Vietnam", "Vietnã", "Wietnam", "ベトナム", "越南", "Вьетнам", "Vietnam", "베트남"];
    "THA" "TH" "764" ["Thailand", "Thailand", "Thaïlande", "Tailandia", "Tailândia", "Tajlandia", "タイ", "泰国", "Таиланд", "Tayland", "태국"];
    "IDN" "ID" "360" ["Indonesia", "Indonesien", "Indonésie", "Indonesia", "Indonésia", "Indonezja", "インドネシア", "印度尼西亚", "Индонезия", "Endonezya", "인도네시아"];
    "IND" "IN" "699" ["India", "Indien", "Inde", "India", "Índia", "Indie", "インド", "印度", "Индия", "Hindistan", "인도"];
    "DEU" "DE" "276" ["Germany", "Deutschland", "Allemagne", "Alemania", "Alemanha", "Niemcy", "ドイツ", "德国", "Германия", "Almanya", "독일"];
    "FRA" "FR" "251" ["France", "Frankreich", "France", "Francia", "França", "Francja", "フランス", "法国", "Франция", "Fransa", "프랑스"];
    "ITA" "IT" "380" ["Italy", "Italien", "Italie", "Italia", "Itália", "Włochy", "イタリア", "意大利", "Италия", "İtalya", "이탈리아"];
    "ESP" "ES" "724" ["Spain", "Spanien", "Espagne", "España", "Espanha", "Hiszpania", "スペイン", "西班牙", "Испания", "İspanya", "스페인"];
    "POL" "PL" "616" ["Poland", "Polen", "Pologne", "Polonia", "Polônia", "Polska", "ポーランド", "波兰", "Польша", "Polonya", "폴란드"];
    "GBR" "GB" "826" ["United Kingdom", "Vereinigtes Königreich", "Royaume-Uni", "Reino Unido", "Reino Unido", "Wielka Brytania", "イギリス", "英国", "Великобритания", "Birleşik Krallık", "영국"];
    "CAN" "CA" "124" ["Canada", "Kanada", "Canada", "Canadá", "Canadá", "Kanada", "カナダ", "加拿大", "Канада", "Kanada", "캐나다"];
    "MEX" "MX" "484" ["Mexico", "Mexiko", "Mexique", "México", "México", "Meksyk", "メキシコ", "墨西哥", "Мексика", "Meksika", "멕시코"];
    "BRA" "BR" "076" ["Brazil", "Brasilien", "Brésil", "Brasil", "Brasil", "Brazylia", "ブラジル", "巴西", "Бразилия", "Brezilya", "브라질"];
    "AUS" "AU" "036" ["Australia", "Australien", "Australie", "Australia", "Austrália", "Australia", "オーストラリア", "澳大利亚", "Австралия", "Avustralya", "호주"];
    "CHL" "CL" "152" ["Chile", "Chile", "Chili", "Chile", "Chile", "Chile", "チリ", "智利", "Чили", "Şili", "칠레"];
    "TUR" "TR" "792" ["Türkiye", "Türkei", "Turquie", "Turquía", "Turquia", "Turcja", "トルコ", "土耳其", "Турция", "Türkiye", "튀르키예"];
}

pub struct Group {
    pub names: Row,
    pub members: &'static [&'static str],
}

pub const GROUPS: &[Group] = &[
    Group {
        names: [
            "European Union",
            "Europäische Union",
            "Union européenne",
            "Unión Europea",
            "União Europeia",
            "Unia Europejska",
            "欧州連合",
            "欧盟",
            "Европейский союз",
            "Avrupa Birliği",
            "유럽연합",
        ],
        members: &["DEU", "FRA", "ITA", "ESP", "POL"],
    },
    Group {
        names: ["EU27", "EU27", "UE27", "UE27", "UE27", "UE27", "EU27", "EU27", "ЕС27", "AB27", "EU27"],
        members: &["DEU", "FRA", "ITA", "ESP", "POL"],
    },
    Group {
        names: ["ASEAN", "ASEAN", "ASEAN", "ASEAN", "ASEAN", "ASEAN", "ASEAN", "东盟", "АСЕАН", "ASEAN", "아세안"],
        members: &["VNM", "THA", "IDN"],
    },
    Group {
        names: ["Asia", "Asien", "Asie", "Asia", "Ásia", "Azja", "アジア", "亚洲", "Азия", "Asya", "아시아"],
        members: &["CHN", "JPN", "KOR", "VNM", "THA", "IDN", "IND"],
    },
    Group {
        names: [
            "North America",
            "Nordamerika",
            "Amérique du Nord",
            "América del Norte",
            "América do Norte",
            "Ameryka Północna",
            "北米",
            "北美洲",
            "Северная Америка",
            "Kuzey Amerika",
            "북미",
        ],
        members: &["USA", "CAN", "MEX"],
    },
];

pub struct Sector {
    pub hs: &'static str,
    pub names: Row,
}

pub const SECTORS: &[Sector] = &[
    Sector {
        hs: "02",
        names: ["Meat", "Fleisch", "Viandes", "Carne", "Carnes", "Mięso", "肉類", "肉类", "Мясо", "Et", "육류"],
    },
    Sector {
        hs: "10",
        names: [
            "Cereals",
            "Getreide",
            "Céréales",
            "Cereales",
            "Cereais",
            "Zboża",
            "穀物",
            "谷物",
            "Зерновые",
            "Hububat",
            "곡물",
        ],
    },
    Sector {
        hs: "27",
        names: [
            "Mineral fuels",
            "Mineralische Brennstoffe",
            "Combustibles minéraux",
            "Combustibles minerales",
            "Combustíveis minerais",
            "Paliwa mineralne",
            "鉱物性燃料",
            "矿物燃料",
            "Минеральное топливо",
            "Mineral yakıtlar",
            "광물성 연료",
        ],
    },
    Sector {
        hs: "30",
        names: [
            "Pharmaceuticals",
            "Arzneimittel",
            "Produits pharmaceutiques",
            "Productos farmacéuticos",
            "Produtos farmacêuticos",
            "Farmaceutyki",
            "医薬品",
            "药品",
            "Фармацевтика",
            "Eczacılık ürünleri",
            "의약품",
        ],
    },
    Sector {
        hs: "61",
        names: [
            "Clothing",
            "Bekleidung",
            "Vêtements",
            "Prendas de vestir",
            "Vestuário",
            "Odzież",
            "衣類",
            "服装",
            "Одежда",
            "Giyim",
            "의류",
        ],
    },
    Sector {
        hs: "72",
        names: [
            "Iron and steel",
            "Eisen und Stahl",
            "Fer et acier",
            "Hierro y acero",
            "Ferro e aço",
            "Żelazo i stal",
            "鉄鋼",
            "钢铁",
            "Чёрные металлы",
            "Demir ve çelik",
            "철강",
        ],
    },
    Sector {
        hs: "84",
        names: [
            "Machinery",
            "Maschinen",
            "Machines",
            "Maquinaria",
            "Máquinas",
            "Maszyny",
            "一般機械",
            "机械",
            "Машины",
            "Makineler",
            "기계류",
        ],
    },
    Sector {
        hs: "85",
        names: [
            "Electronics",
            "Elektronik",
            "Électronique",
            "Electrónica",
            "Eletrônicos",
            "Elektronika",
            "電気機器",
            "电子产品",
            "Электроника",
            "Elektronik",
            "전자제품",
        ],
    },
    Sector {
        hs: "87",
        names: [
            "Vehicles",
            "Kraftfahrzeuge",
            "Véhicules",
            "Vehículos",
            "Veículos",
            "Pojazdy",
            "自動車",
            "车辆",
            "Автомобили",
            "Motorlu taşıtlar",
            "자동차",
        ],
    },
    Sector {
        hs: "94",
        names: [
            "Furniture",
            "Möbel",
            "Meubles",
            "Muebles",
            "Móveis",
            "Meble",
            "家具",
            "家具",
            "Мебель",
            "Mobilya",
            "가구",
        ],
    },
];

/// Subtotals of sectors and partners under names that tell little.
pub const SUBTOTALS: &[Row] = &[
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

pub const TOTALS: &[Row] = &[
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
pub const WORLDS: &[Row] = &[
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
pub const ALL_GOODS: &[Row] = &[
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

pub const EXPORTS: Row = [
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
pub const IMPORTS: Row = [
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
pub const BALANCE: Row = [
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
pub const TRADE: Row = [
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
pub const FLOW_CODES: &[[&str; 2]] = &[["X", "M"], ["export", "import"], ["EXP", "IMP"], ["Export", "Import"]];

pub const REPORTER: Row = [
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
pub const PARTNER: &[Row] = &[
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
pub const COUNTRY: Row = ["Country", "Land", "Pays", "País", "País", "Kraj", "国名", "国家", "Страна", "Ülke", "국가"];
pub const PRODUCT: &[Row] = &[
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
pub const FLOW: Row = [
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
pub const YEAR: Row = ["Year", "Jahr", "Année", "Año", "Ano", "Rok", "年", "年份", "Год", "Yıl", "연도"];
pub const PERIOD: Row =
    ["Period", "Zeitraum", "Période", "Período", "Período", "Okres", "期間", "时期", "Период", "Dönem", "기간"];
pub const MONTH: Row = ["Month", "Monat", "Mois", "Mes", "Mês", "Miesiąc", "月", "月份", "Месяц", "Ay", "월"];
pub const QUARTER: Row = [
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
pub const VALUE: Row =
    ["Value", "Wert", "Valeur", "Valor", "Valor", "Wartość", "金額", "金额", "Стоимость", "Değer", "금액"];
pub const QUANTITY: Row = [
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
pub const SHARE: Row = [
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
pub const UNIT: Row =
    ["Unit", "Einheit", "Unité", "Unidad", "Unidade", "Jednostka", "単位", "单位", "Единица", "Birim", "단위"];
pub const SOURCE: Row = [
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
pub const NOTE: Row = [
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
pub const FOREIGN_TRADE: Row = [
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

pub const CURRENCIES: &[(&str, Row)] = &[
    (
        "USD",
        [
            "US dollars",
            "US-Dollar",
            "dollars américains",
            "dólares estadounidenses",
            "dólares americanos",
            "dolarów amerykańskich",
            "米ドル",
            "美元",
            "долларов США",
            "ABD doları",
            "미국 달러",
        ],
    ),
    ("EUR", ["euros", "Euro", "euros", "euros", "euros", "euro", "ユーロ", "欧元", "евро", "avro", "유로"]),
    ("JPY", ["yen", "Yen", "yens", "yenes", "ienes", "jenów", "円", "日元", "иен", "yen", "엔"]),
    (
        "GBP",
        [
            "pounds sterling",
            "Pfund Sterling",
            "livres sterling",
            "libras esterlinas",
            "libras esterlinas",
            "funtów szterlingów",
            "英ポンド",
            "英镑",
            "фунтов стерлингов",
            "İngiliz sterlini",
            "영국 파운드",
        ],
    ),
];
/// Power of ten, words before the currency's name.
pub const FACTORS: &[(u8, Row)] = &[
    (3, ["Thousand", "Tausend", "Milliers de", "Miles de", "Milhares de", "Tysięcy", "千", "千", "тыс.", "bin", "천"]),
    (
        6,
        [
            "Million",
            "Millionen",
            "Millions de",
            "Millones de",
            "Milhões de",
            "Milionów",
            "百万",
            "百万",
            "млн",
            "milyon",
            "백만",
        ],
    ),
    (
        9,
        [
            "Billion",
            "Milliarden",
            "Milliards de",
            "Miles de millones de",
            "Mil milhões de",
            "Miliardów",
            "十億",
            "十亿",
            "млрд",
            "milyar",
            "십억",
        ],
    ),
    (8, ["Hundred million", "", "", "", "", "", "億", "亿", "", "", "억"]),
    (4, ["", "", "", "", "", "", "万", "万", "", "", "만"]),
];

pub const MONTHS: [[&str; 12]; LANGUAGES] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    [
        "styczeń",
        "luty",
        "marzec",
        "kwiecień",
        "maj",
        "czerwiec",
        "lipiec",
        "sierpień",
        "wrzesień",
        "październik",
        "listopad",
        "grudzień",
    ],
    ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    ["Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"],
    ["1월", "2월", "3월", "4월", "5월", "6월", "7월", "8월", "9월", "10월", "11월", "12월"],
];
pub const INDICATOR: Row = [
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
