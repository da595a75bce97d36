//! What is traded, and by whom: countries, groups of them, sectors.

use super::Row;

pub(crate) struct Country {
    pub iso3: &'static str,
    pub iso2: &'static str,
    pub m49: &'static str,
    pub names: Row,
}

macro_rules! countries {
    ($($iso3:literal $iso2:literal $m49:literal $names:expr;)*) => {
        pub(crate) const COUNTRIES: &[Country] = &[$(Country { iso3: $iso3, iso2: $iso2, m49: $m49, names: $names }),*];
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

pub(crate) struct Group {
    pub names: Row,
    pub members: &'static [&'static str],
}

pub(crate) const GROUPS: &[Group] = &[
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

pub(crate) struct Sector {
    pub hs: &'static str,
    pub names: Row,
}

pub(crate) const SECTORS: &[Sector] = &[
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
