//! The small closed word lists that tell what stands beside a name: titles, kin, jobs, organisations, streets, months.
//! Adding a word here is the usual way to teach the stage a new turn of speech. It holds no names of people.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A set of cues that one word carries.
pub type Cues = u32;

/// Mr, Dr, Cllr: what follows is a name.
pub const TITLE: Cues = 1;
/// Mother, neighbour: a person near somebody.
pub const KIN: Cues = 1 << 1;
/// Uncle, Nana: kin used like a title.
pub const KIN_TITLE: Cues = 1 << 2;
/// Social worker, nurse: a professional or officer at work.
pub const STAFF_JOB: Cues = 1 << 3;
/// Carer, cleaner: works for a provider.
pub const CARE_JOB: Cues = 1 << 4;
/// Ltd, Council, Lodge: the name of a body or building.
pub const ORG: Cues = 1 << 5;
/// Months and days of the week.
pub const CALENDAR: Cues = 1 << 6;
/// Words that never are names, whatever their case.
pub const STOP: Cues = 1 << 7;
/// Street, Lane.
pub const STREET: Cues = 1 << 8;
/// Dear, Hello.
pub const GREETING: Cues = 1 << 9;
/// Said, rang: what people do.
pub const VERB: Cues = 1 << 10;
/// Sir, Team, Manager: who is greeted without a name.
pub const OFFICE: Cues = 1 << 11;
/// In, at, near: what follows is a place.
pub const PLACE_PREPOSITION: Cues = 1 << 12;
/// Parkinson, Down: an illness named after somebody.
pub const ILLNESS: Cues = 1 << 13;
/// Particles inside names: van, bin, ul.
pub const PARTICLE: Cues = 1 << 14;
/// A title that women bear.
pub const SHE: Cues = 1 << 15;
/// A title or kin word that men bear.
pub const HE: Cues = 1 << 16;
/// My, our, his, her.
pub const POSSESSIVE: Cues = 1 << 17;
/// Medical and scholarly letters after a name, and jobs after a name.
pub const AFTER_NAME: Cues = 1 << 18;
/// Never, also: stands between a person and what they do.
pub const ADVERB: Cues = 1 << 19;
/// A word for a body or a job that many people bear as a surname.
pub const SURNAME_TOO: Cues = 1 << 20;

const TABLE: &[(Cues, &str)] = &[
    (TITLE | HE, "mr master sir lord father brother imam rabbi"),
    (TITLE | SHE, "mrs ms miss mx lady dame madam"),
    (
        TITLE,
        "dr doctor prof professor cllr councillor rev reverend revd canon pastor fr pc dc ds di sgt insp inspector sergeant constable judge hon",
    ),
    (TITLE | STAFF_JOB, "sister nurse matron"),
    (KIN_TITLE | KIN | HE, "uncle grandad granddad grandpa"),
    (KIN_TITLE | KIN | SHE, "auntie aunty aunt nana nan nanna nanny granny gran grandma ammi"),
    (
        KIN | HE,
        "father dad dads daddy papa husband hubby son brother nephew grandson grandfather boyfriend widower stepfather stepson stepdad",
    ),
    (
        KIN | SHE,
        "mother mum mums mummy mam mammy mama mamma mom wife missus daughter sister niece grandmother girlfriend widow stepmother stepdaughter stepmum",
    ),
    (
        KIN,
        "partner friend neighbour neighbor cousin fiance fiancee child baby twin grandchild spouse ex tenant lodger landlord landlady resident patient client mate pal lad lass flatmate housemate sibling parent in-law brother-in-law sister-in-law mother-in-law father-in-law son-in-law daughter-in-law",
    ),
    (
        STAFF_JOB,
        "worker officer assessor advisor adviser manager therapist physio physiotherapist doctor gp consultant surgeon psychiatrist psychologist receptionist paramedic pharmacist dentist clerk director caseworker practitioner social-worker clinician coordinator co-ordinator inspector solicitor advocate headteacher teacher ot supervisor administrator commissioner",
    ),
    (
        CARE_JOB,
        "carer carers caregiver cleaner driver pa assistant keyworker key-worker cook chef caretaker gardener handyman helper attendant agency",
    ),
    (
        ORG,
        "ltd limited llp plc cic inc co council borough county city department dept directorate government ministry nhs trust hospital infirmary hospice clinic surgery practice centre center school academy college university institute institution foundation charity society association federation union forum club church chapel mosque temple synagogue parish cathedral mission agency agencies services service solutions systems group partnership partners solicitors barristers chambers care homecare carers home homes house lodge court courts manor grange hall villa nursing residential extra team teams unit office offices direct gateway panel board committee cabinet commission commissioner ombudsman authority authorities tribunal police constabulary brigade bank building pharmacy chemist chemists supermarket stores store shop cafe hotel inn arms pub restaurant garage station library museum theatre park parks gardens act regulations regulation order code protocol schedule article section scheme fund allowance credit benefit benefits pension tax licence badge card line helpline hotline support advocacy advice bureau network alliance consortium collaborative housing living futures news newsletter times gazette journal guardian express mail post telegraph magazine ledger herald chronicle argus advertiser observer courier gazettes day programme project policy plan form record records register report review strategy conference meeting award awards party united rovers wanderers rangers street road lane",
    ),
    (
        CALENDAR,
        "january february march april may june july august september october november december febuary jan feb mar apr jun jul aug sep sept oct nov dec mondays tuesdays wednesdays thursdays fridays saturdays sundays monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun christmas easter boxing eid ramadan diwali hanukkah whitsun ascension pentecost advent lent",
    ),
    (
        STOP,
        "a an and or but nor the this that these those there here i i'm i've i'd i'll you your yours we us our they them their he him his she her hers it its it's is are was were be been being am do does did done have has had having will would shall should can could may might must not no yes ok okay if when where why what who whom whose which how as at by for from in into of off on onto out over per than then though to too under until up upon via with within without about above after again against all almost also although always any anybody anyone anything around because before behind below between both each either else enough even ever every everybody everyone everything few first from get gets got go goes going gone good had has hello hi hiya hey hence however just kind kindly last least less let like lot lots made make many me more most much my myself near nearly neither never new next nobody none nothing now number often once one only other others own perhaps please previous quite rather re really regards said same since so some somebody someone something sometimes soon sorry still such sure tel telephone thank thanks thing things today tomorrow tonight two three four five six seven eight nine ten twice until usually very well whether while yesterday yet mum mum's dad's subject date sent cc bcc ref reference fw fwd urgent private confidential morning afternoon evening night week month year cheers bye love sincerely faithfully truly yours ward dear name address phone mobile email e-mail dob nhs ni fao attn page god lord covid internet english british england wales scotland ireland britain europe pip esa dla dwp hmrc cqc ico foi gdpr mash pals nice dbs bsl bcc copd ptsd adhd ta okay obviously hopefully czech slovak slovakian kurdish turkish polish ukrainian somali urdu punjabi bengali gujarati hindi arabic farsi pashto romanian jamaican nigerian ofsted healthwatch facebook whatsapp google amazon tesco asda sainsburys morrisons aldi lidl boots argos plz pls asap",
    ),
    (
        STREET,
        "street st road rd lane ln avenue ave close cl crescent cres drive dr gardens gdns grove gr hill mount place pl terrace terr way walk view fold croft bank row square sq parade rise green park mews yard gate court villas cottages approach brow chase circle circus common copse dale end esplanade field fields garth ginnel glade glen heath heights hollow lea link loan meadow meadows nook orchard oval paddock parkway passage path pastures pavement promenade quay ridge ridgeway royd scar side slack snicket spinney steps strand top vale wharf wood woods wynd causeway embankment boulevard broadway highway bottom buildings holme ings clough estate wynd gate quay lawn arcade yard drove heol ffordd stryd crofts alley loaning vennel brae braes tollgate bungalows cloisters",
    ),
    (GREETING, "dear hello hi hiya hey morning afternoon evening greetings salaam"),
    (
        VERB,
        "said says say told tells asked asks came comes come rang rings called calls sat sits went goes took takes gave gives signed knows thinks thought wants wanted lives lived visited visits helped helps wrote writes spoke speaks phoned explained found brought seemed felt heard saw left arrived promised agreed looked noticed stayed stays needs managed does did has had was is got made kept put let tried cared listened died passed moved turned cried laughed sings cooks works worked used can't doesn't didn't won't isn't wasn't hasn't",
    ),
    (
        OFFICE,
        "sir sirs madam team all colleague colleagues manager officer officers office council councillors everyone everybody folks friends customer standards services department whom concerned reader member members complaints feedback social adult care both both- committee editor occupier resident residents foi dpo director carers there again",
    ),
    (PLACE_PREPOSITION, "in at near around outside inside across through via"),
    (
        ILLNESS,
        "parkinson parkinsons alzheimer alzheimers down downs crohn crohns huntington huntingtons asperger aspergers angelman tourette tourettes hodgkin hodgkins raynaud sjogren korsakoff lewy meniere addison cushing graves turner marfan rett bell barrett wernicke guillain prader",
    ),
    (PARTICLE, "van von der den de del della di da dos la le el al ul ur bin ibn binte bint abu ap mac ter ten st y e"),
    (
        ADVERB,
        "never always also still just really even often then now simply kindly apparently who herself himself and",
    ),
    (
        SURNAME_TOO,
        "hall church park parks temple chambers lane street parish post gardens garden cook clerk gardener porter bishop mason ward field fields marsh wood woods hill green banks",
    ),
    (POSSESSIVE, "my our his her their your mum's dad's whose me"),
    (
        AFTER_NAME,
        "rn rgn rmn mbe obe cbe ba bsc msc phd md mbbs frcp jp qc kc mp mep rn's ceo mbcs cllr chair secretary treasurer advocate partner director manager officer investigator caretaker executive assistant coordinator consultant registrar vicar chaplain daughter son wife husband carer attorney executor",
    ),
];

static CUES: LazyLock<HashMap<&'static str, Cues>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for (cue, words) in TABLE {
        for word in words.split_ascii_whitespace() {
            *map.entry(word).or_insert(0) |= cue;
        }
    }
    map
});

/// The cues of a folded word.
pub fn of(folded: &str) -> Cues {
    CUES.get(folded).copied().unwrap_or(0)
}
