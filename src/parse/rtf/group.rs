//! What the control words of RTF mean for the text: where a group's text goes, and how it is formatted as far as that
//! decides whether anybody sees it.

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dest {
    /// Into the text.
    Text,
    /// Nowhere.
    Skip,
    /// The table of fonts.
    Fonts,
    /// The table of colours.
    Colours,
    /// The block of document properties.
    Properties,
    /// A document property.
    Info,
    /// A comment.
    Comment,
    /// The instruction of a field.
    FieldCode,
    /// A picture, as hexadecimal digits.
    Picture,
    /// An embedded object, as hexadecimal digits.
    Object,
    /// A tag of the HTML that this RTF was made from.
    HtmlTag,
    /// An entry for an index or a table of contents, which is not seen where it stands.
    Entry,
}

/// The state of a group; a group inside it begins with a copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub dest: Dest,
    /// `\v`
    pub hidden: bool,
    /// `\deleted`
    pub deleted: bool,
    /// `\revised`
    pub inserted: bool,
    /// `\cf`
    pub colour: i32,
    /// A background of the text itself.
    pub shaded: bool,
    /// `\fs`, in half points.
    pub size: i32,
    /// `\f`
    pub font: i32,
    /// `\uc`
    pub fallback: usize,
    /// `\htmlrtf`: made for programs that do not know HTML.
    pub rtf_only: bool,
    /// Stands in the text as a block of its own.
    pub block: bool,
}

impl Group {
    pub(super) fn new() -> Self {
        Self {
            dest: Dest::Text,
            hidden: false,
            deleted: false,
            inserted: false,
            colour: 0,
            shaded: false,
            size: 24,
            font: -1,
            fallback: 1,
            rtf_only: false,
            block: false,
        }
    }

    /// `\plain`: the formatting of letters as it was at the start.
    pub(super) fn plain(&mut self) {
        let fresh = Self::new();
        (self.hidden, self.deleted, self.inserted) = (false, false, false);
        (self.colour, self.shaded, self.size, self.font) = (fresh.colour, fresh.shaded, fresh.size, fresh.font);
    }
}

/// The place that a control word sends its group to; none where it is no destination.
pub(super) fn dest(name: &[u8]) -> Option<Dest> {
    Some(match name {
        b"fonttbl" => Dest::Fonts,
        b"colortbl" => Dest::Colours,
        b"title" | b"subject" | b"author" | b"manager" | b"company" | b"operator" | b"category" | b"keywords"
        | b"comment" | b"doccomm" | b"hlinkbase" | b"propname" | b"staticval" | b"docvar" => Dest::Info,
        b"annotation" | b"atnauthor" | b"atnid" => Dest::Comment,
        b"info" | b"userprops" => Dest::Properties,
        b"fldinst" => Dest::FieldCode,
        b"pict" => Dest::Picture,
        b"objdata" => Dest::Object,
        b"htmltag" => Dest::HtmlTag,
        b"xe" | b"rxe" | b"txe" | b"tc" | b"tcn" => Dest::Entry,
        b"fldrslt" | b"shptxt" | b"shpinst" | b"shppict" | b"result" | b"footnote" | b"header" | b"headerl"
        | b"headerr" | b"headerf" | b"footer" | b"footerl" | b"footerr" | b"footerf" => Dest::Text,
        b"stylesheet" | b"nonshppict" | b"shprslt" | b"sn" | b"sv" | b"sp" | b"bkmkstart" | b"bkmkend"
        | b"listtable" | b"listoverridetable" | b"revtbl" | b"rsidtbl" | b"filetbl" | b"ud" | b"ftnsep"
        | b"ftnsepc" | b"ftncn" | b"aftnsep" | b"aftnsepc" | b"aftncn" | b"template" | b"mhtmltag" | b"atntime"
        | b"atndate" | b"atnref" | b"atrfstart" | b"atrfend" | b"atnparent" | b"creatim" | b"revtim" | b"printim"
        | b"buptim" | b"objclass" | b"objname" | b"private" | b"nesttableprops" | b"nonesttables" => Dest::Skip,
        _ => return None,
    })
}

/// True for destinations that stand in the text as blocks of their own.
pub(super) fn is_block(name: &[u8]) -> bool {
    name.starts_with(b"header") || name.starts_with(b"footer") || name == b"footnote" || name == b"shptxt"
}

/// Control words and signs that stand for letters.
pub(super) fn sign(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"par" | b"line" | b"sect" | b"page" | b"column" | b"softline" | b"row" | b"nestrow" | b"\n" | b"\r" => "\n",
        b"tab" | b"cell" | b"nestcell" => "\t",
        b"emdash" => "—",
        b"endash" => "–",
        b"lquote" => "‘",
        b"rquote" => "’",
        b"ldblquote" => "“",
        b"rdblquote" => "”",
        b"bullet" => "•",
        b"~" | b"emspace" | b"enspace" | b"qmspace" => " ",
        b"_" => "-",
        b"{" => "{",
        b"}" => "}",
        b"\\" => "\\",
        _ => return None,
    })
}
