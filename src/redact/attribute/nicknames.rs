//! Forms of English forenames that stand for one another. A link by nickname ties two full names with the same surname;
//! alone it proves nothing.

/// Each line: forms of one name.
const GROUPS: &[&str] = &[
    "frank francis frances fran frankie", "robert rob bob bobby robbie bert", "william will bill billy willie liam", "richard rick ricky dick rich richie",
    "joanne jo joanna joan josephine jojo", "thomas tom tommy", "darren daz dazza", "elizabeth liz lizzie beth betty bess eliza elsie libby lisa betsy",
    "katherine catherine kate katie kathy cathy kath kay kathleen catrin cath", "margaret maggie peggy meg marge madge margie rita greta",
    "michael mike mick mickey micky", "james jim jimmy jamie", "john jack johnny jon", "jonathan jon jonny", "edward ed eddie ted teddy ned", "edwin ed eddie",
    "david dave davey", "daniel dan danny", "stephen steven steve stevie", "christopher chris kit", "christine chris chrissie tina", "anthony tony ant",
    "andrew andy drew", "matthew matt", "nicholas nick nicky", "patrick pat paddy", "patricia pat pattie trish tricia patsy", "peter pete", "samuel sam sammy",
    "samantha sam", "susan sue susie suzie", "susannah sue", "deborah deb debbie", "barbara barb babs", "jacqueline jackie jacqui", "jennifer jen jenny",
    "kimberley kim", "kevin kev", "kenneth ken kenny", "leonard len lenny", "lawrence laurence larry laurie", "alan al", "albert al bert bertie",
    "alfred alf alfie fred", "frederick fred freddie", "arthur art artie", "alexander alex sandy alec", "alexandra alex sandra", "benjamin ben benny",
    "bernard bernie", "charles charlie chas chuck", "dorothy dot dottie dolly", "eleanor ellie nell nellie nora", "ellen nell nellie", "emily em emmie",
    "florence flo florrie flossie", "geoffrey jeffrey geoff jeff", "george georgie", "gerald gerry jerry", "gerard gerry", "graham gray", "harold harry hal",
    "henry harry hal", "helen nell nellie lena", "isabel isobel isabella bella izzy", "jean jeannie", "jessica jess jessie", "joseph joe joey", "joshua josh",
    "judith judy jude", "julie jules", "lillian lilian lily lil", "louise lou", "louis lou lewis", "lucy lu", "mary molly polly may mamie", "martin marty",
    "maureen mo", "mohammed mo mohamed muhammad mohammad", "nathan nate", "nathaniel nathan nate", "norman norm", "oliver ollie", "olivia liv livvy",
    "pamela pam", "philip phil phillip", "philippa pip pippa", "raymond ray", "rebecca becky becca", "reginald reg reggie", "ronald ron ronnie", "rosemary rose rosie",
    "sarah sally sara", "sidney sid", "stanley stan", "terence terry", "theresa teresa terri tess", "timothy tim", "valerie val", "veronica ronnie vera",
    "victoria vicky tori", "vincent vince", "vivienne viv", "walter walt wally", "wilfred wilf", "winifred winnie", "yvonne vonnie", "zachary zac zach",
    "agnieszka aga", "pawel paul", "malgorzata gosia", "katarzyna kasia", "oleksandr sasha", "derrick del derek", "desmond des", "gregory greg", "donald don",
    "douglas doug", "ernest ernie", "eugene gene", "gillian gill jill", "gwendoline gwen", "ian iain", "irene rene", "janet jan", "janice jan", "marjorie marge",
    "mildred millie", "natalie nat", "neville nev", "nigel nige", "penelope penny", "ruby rube", "shirley shirl", "trevor trev", "wendy wen",
];

/// True where two folded forenames are forms of one.
pub fn same(a: &str, b: &str) -> bool {
    GROUPS.iter().any(|group| group.split(' ').any(|w| w == a) && group.split(' ').any(|w| w == b))
}
