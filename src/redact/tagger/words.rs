//! Words that made sentences are filled with: things, bodies, places and pieces of names. Nobody real stands in them.

/// Words for ties.
pub const KIN: &[&str] = &[
    "mother",
    "father",
    "mum",
    "dad",
    "husband",
    "wife",
    "son",
    "daughter",
    "brother",
    "sister",
    "aunt",
    "uncle",
    "nephew",
    "niece",
    "partner",
    "grandson",
    "grandmother",
    "nan",
    "mam",
    "friend",
    "neighbour",
    "cousin",
    "step-son",
    "father-in-law",
    "late husband",
    "late wife",
    "eldest",
    "granddaughter",
    "carer",
];
/// Jobs of staff and carers.
pub const JOBS: &[&str] = &[
    "social worker",
    "nurse",
    "carer",
    "manager",
    "occupational therapist",
    "support worker",
    "care worker",
    "driver",
    "receptionist",
    "team leader",
    "assessor",
    "physiotherapist",
    "advocate",
    "Duty Officer",
    "Team Manager",
    "Senior Caseworker",
    "care coordinator",
    "cleaner",
    "cook",
    "Director",
    "Information Officer",
    "district nurse",
];
/// Titles before names.
pub const TITLES: &[&str] =
    &["Mr", "Mrs", "Ms", "Miss", "Dr", "Mr.", "Mrs.", "Rev", "Cllr", "Mx", "Sir", "Sr", "Fr", "Prof"];
/// Months.
pub const MONTHS: &[&str] = &[
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
];
/// Days of the week.
pub const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Last words of streets.
pub const STREETS: &[&str] = &[
    "Road", "Street", "Lane", "Avenue", "Close", "Terrace", "Drive", "Grove", "Crescent", "Way", "Mount", "Row",
    "Hill", "Place", "Gardens", "Court", "Fold", "View", "Walk", "Rise", "Green",
];
/// First words of streets and bodies.
pub const TREES: &[&str] = &[
    "Station", "Church", "Mill", "Park", "Victoria", "Albert", "Queen", "King", "Cross", "Hawthorn", "Rowan", "Elm",
    "Chapel", "Canal", "Quarry", "Market", "High", "North", "Spring", "Moor", "Bank", "Holly", "Rose", "Abbey", "Ash",
];
/// Last words of houses and homes.
pub const HOUSES: &[&str] = &["Lodge", "Court", "House", "Grange", "Manor", "Hall", "View", "Cottage", "Farm", "Villa"];
/// Last words of bodies.
pub const BODIES: &[&str] = &[
    "Home Care",
    "Homecare",
    "Care Ltd",
    "Surgery",
    "Medical Centre",
    "General Hospital",
    "Infirmary",
    "Council",
    "Borough Council",
    "Day Centre",
    "Library",
    "Solicitors",
    "Carers",
    "Housing Association",
    "Hospice",
    "School",
    "Pharmacy",
    "Care Agency",
    "Support Services",
    "Nursing Home",
    "Community Trust",
    "LLP",
    "Health Centre",
];
/// Bodies and teams by their whole names.
pub const FIRMS: &[&str] = &[
    "Age UK",
    "Citizens Advice",
    "Mencap",
    "Adult Social Care",
    "Social Services",
    "Direct Payments Team",
    "Age Concern",
    "Alzheimer's Society",
    "Meals on Wheels",
    "Shopmobility",
    "Duty Desk",
    "Royal Infirmary",
    "Crossroads",
    "Careline",
    "Finance Team",
    "Blue Badge Team",
    "Access Team",
    "Ombudsman",
    "Healthwatch",
    "Carers UK",
    "Access to Work",
];
/// Things with capitals that are nobody.
pub const BRANDS: &[&str] = &[
    "Zimmer",
    "Stannah",
    "Velcro",
    "Facebook",
    "WhatsApp",
    "Tesco",
    "Halfords",
    "Co-op",
    "Lloyds",
    "Nationwide",
    "Argos",
    "Bisto",
    "Countdown",
    "Emmerdale",
    "Ford",
    "Fiesta",
    "Skoda",
    "Android",
    "iPhone",
    "Royal Mail",
    "Complan",
    "Tena",
    "Ensure",
    "Hoover",
    "Dyson",
    "Classic FM",
    "Radio Times",
    "Telegraph",
    "Mah Jong",
    "Bingo",
    "Messiah",
    "Rolls-Royce",
];
/// Illnesses, some named after people.
pub const ILLNESSES: &[&str] = &[
    "Parkinson's",
    "Alzheimer's",
    "dementia",
    "Down's syndrome",
    "MS",
    "Crohn's disease",
    "COPD",
    "Huntington's",
    "arthritis",
    "diabetes",
    "Lewy body dementia",
    "cancer",
    "Asperger's",
    "epilepsy",
    "Motor Neurone Disease",
];
/// Beginnings of made towns.
pub const TOWN_HEADS: &[&str] = &[
    "Ash", "Brad", "Crag", "Dun", "Elms", "Farn", "Gris", "Hol", "Kel", "Lang", "Marl", "Nether", "Oak", "Pen",
    "Raven", "Salters", "Thorn", "Ulver", "Wether", "Wools", "Har", "Bracken", "Cald", "Stan", "Mar", "Frod", "Hex",
    "Tarn",
];
/// Endings of made towns.
pub const TOWN_TAILS: &[&str] = &[
    "by",
    "ford",
    "ton",
    "ley",
    "wick",
    "thorpe",
    "dale",
    "worth",
    "holme",
    "moor",
    "ham",
    "mouth",
    "sea",
    "bridge",
    "stead",
    "combe",
    "bury",
    "field",
    "gate",
    "royd",
    "well",
    "by-the-Sea",
    "burn",
];
/// Beginnings of made names.
pub const MADE_HEADS: &[&str] = &[
    "Bar", "Mur", "Oss", "Thac", "Quen", "Zul", "Ade", "Oko", "Nwa", "Szcze", "Krzy", "Mac", "Ll", "Ach", "Ferd",
    "Igb", "Wol", "Hry", "Kova", "Jar", "Sha", "Ra", "Vin", "Trem", "Pol", "Pen", "Gly", "Gor", "Tsi", "Bha", "Chi",
    "Xiu",
];
/// Endings of made names.
pub const MADE_TAILS: &[&str] = &[
    "raclough", "gatroyd", "kray", "bottom", "ski", "enko", "wicz", "yemi", "chukwu", "opoulos", "ov", "thwaite",
    "shaw", "jee", "preet", "deep", "ani", "ina", "hurst", "bane", "rick", "ewan", "cott", "elle", "ette", "iyah",
    "ton", "field",
];
