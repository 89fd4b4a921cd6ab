//! The one pass over an RTF: keeps the state of open groups, decodes bytes by the font they stand in, and sends each
//! stretch of text to where it belongs.

use super::group::{Dest, Group, dest, is_block, sign};
use super::words::{Token, Words};
use crate::model::Limits;
use crate::parse::codepage;
use crate::parse::flow::{Flow, Unseen};
use std::collections::HashMap;

/// Groups inside each other; Word stays below 100.
const DEEPEST: usize = 100_000;
/// Letters smaller than three points (six half points) are not read by anybody.
const TINY: i32 = 6;

/// What an RTF holds.
#[derive(Debug)]
pub(in crate::parse) struct Content {
    /// Its text; empty where there is HTML.
    pub flow: Flow,
    /// The HTML it was made from.
    pub html: Option<String>,
    /// Pictures that other programs know: PNG and JPEG.
    pub pictures: Vec<Vec<u8>>,
    /// Embedded objects, OLE 1.0.
    pub objects: Vec<Vec<u8>>,
    /// True where its groups nest too deep.
    pub too_deep: bool,
    /// True where bytes could not be decoded.
    pub lossy: bool,
}

/// Reads an RTF.
pub(in crate::parse) fn content(bytes: &[u8], limits: &Limits) -> Content {
    let mut reader = Reader::new(limits);
    for token in Words::new(bytes) {
        if reader.content.too_deep {
            break;
        }
        reader.take(token);
    }
    reader.flush();
    reader.content
}

struct Reader {
    content: Content,
    most: usize,
    groups: Vec<Group>,
    now: Group,
    /// The code page of the document.
    page: u32,
    default_font: i32,
    fonts: HashMap<i32, u32>,
    /// The font that the table is describing.
    font: i32,
    /// For each colour whether it is that of paper.
    white: Vec<bool>,
    /// The colour that the table is describing.
    colour: [Option<u8>; 3],
    /// Bytes that wait to be decoded together.
    pending: Vec<u8>,
    /// The first half of a character of two (UTF-16).
    high: Option<u16>,
    /// Stand-ins for a Unicode character that are still to be passed over.
    stand_ins: usize,
    /// True after `\*`.
    star: bool,
    /// Text of a group that is used when it closes.
    scrap: String,
    /// The kind of hidden text that is going on.
    going_on: Option<Unseen>,
    /// Hexadecimal digits of the picture or object that is open.
    hex: Vec<u8>,
    /// True where the open picture is one that other programs know.
    known_picture: bool,
}

impl Reader {
    fn new(limits: &Limits) -> Self {
        let content = Content {
            flow: Flow::new(limits.text_bytes),
            html: None,
            pictures: Vec::new(),
            objects: Vec::new(),
            too_deep: false,
            lossy: false,
        };
        Self {
            content,
            most: limits.text_bytes.max(limits.html_bytes),
            groups: Vec::new(),
            now: Group::new(),
            page: 1252,
            default_font: -1,
            fonts: HashMap::new(),
            font: -1,
            white: Vec::new(),
            colour: [None; 3],
            pending: Vec::new(),
            high: None,
            stand_ins: 0,
            star: false,
            scrap: String::new(),
            going_on: None,
            hex: Vec::new(),
            known_picture: false,
        }
    }

    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Open => {
                self.flush();
                (self.star, self.stand_ins) = (false, 0);
                self.content.too_deep = self.groups.len() >= DEEPEST;
                self.groups.push(self.now);
            }
            Token::Close => {
                self.flush();
                (self.star, self.stand_ins) = (false, 0);
                let outer = self.groups.pop().unwrap_or_else(Group::new);
                self.leave(outer.dest);
                if self.now.block && !outer.block {
                    self.content.flow.gap();
                }
                self.now = outer;
            }
            Token::Plain(bytes) => {
                let skipped = self.stand_ins.min(bytes.len());
                self.stand_ins -= skipped;
                self.bytes(bytes.get(skipped..).unwrap_or_default());
            }
            Token::Coded(byte) if self.stand_ins > 0 => {
                let _ = byte;
                self.stand_ins -= 1;
            }
            Token::Coded(byte) => self.bytes(&[byte]),
            Token::Binary(bytes) => {
                if matches!(self.now.dest, Dest::Picture | Dest::Object) {
                    self.hex.extend(bytes.iter().flat_map(|b| [hex_digit(b >> 4), hex_digit(b & 15)]));
                }
            }
            Token::Word(name, value) => {
                if self.stand_ins > 0 && name != b"u" {
                    self.stand_ins -= 1;
                    return;
                }
                self.flush();
                self.word(name, value);
            }
        }
    }

    fn word(&mut self, name: &[u8], value: Option<i32>) {
        if name == b"*" {
            self.star = true;
            return;
        }
        let starred = std::mem::take(&mut self.star);
        if self.now.dest == Dest::Skip {
            return;
        }
        if let Some(to) = dest(name) {
            self.enter(name, to);
        } else if starred {
            self.now.dest = Dest::Skip;
        } else if let Some(text) = sign(name) {
            self.text(text);
        } else {
            self.format(name, value);
        }
    }

    /// A group that goes somewhere else begins.
    fn enter(&mut self, name: &[u8], to: Dest) {
        // A field inside an instruction, with its result, is part of that instruction.
        if self.now.dest == Dest::FieldCode && matches!(to, Dest::FieldCode | Dest::Text) {
            return;
        }
        self.now.dest = to;
        self.scrap.clear();
        self.going_on = None;
        if matches!(to, Dest::Picture | Dest::Object) {
            self.hex.clear();
            self.known_picture = false;
        }
        if is_block(name) {
            self.now.block = true;
            self.content.flow.gap();
        }
    }

    /// A group ends, and what follows goes to `outer`.
    fn leave(&mut self, outer: Dest) {
        let inner = self.now.dest;
        if inner == outer {
            return;
        }
        let scrap = std::mem::take(&mut self.scrap);
        match inner {
            Dest::Info => self.content.flow.unseen(Unseen::Property, &scrap),
            Dest::FieldCode => self.link(&scrap),
            Dest::Picture => {
                let bytes = from_hex(&std::mem::take(&mut self.hex));
                if self.known_picture && !bytes.is_empty() {
                    self.content.pictures.push(bytes);
                } else if !bytes.is_empty() {
                    self.content.flow.unseen(Unseen::Embedded, "");
                }
            }
            Dest::Object => {
                let bytes = from_hex(&std::mem::take(&mut self.hex));
                if !bytes.is_empty() {
                    self.content.objects.push(bytes);
                }
            }
            _ => {}
        }
        self.going_on = None;
    }

    /// The address in the instruction of a field.
    fn link(&mut self, code: &str) {
        let code = code.trim();
        if let Some(target) = code.strip_prefix("HYPERLINK") {
            self.content.flow.unseen(Unseen::LinkTarget, target.trim().trim_matches('"'));
        } else if ["DATABASE", "DDE", "INCLUDE", "MERGEFIELD", "COMMENTS"].iter().any(|f| code.starts_with(f)) {
            self.content.flow.unseen(Unseen::ExternalLink, code);
        }
    }

    fn format(&mut self, name: &[u8], value: Option<i32>) {
        let on = value != Some(0);
        let number = value.unwrap_or(0);
        let now = &mut self.now;
        match name {
            b"v" => now.hidden = on,
            b"deleted" => now.deleted = on,
            b"revised" => {
                now.inserted = on;
                self.going_on = None;
            }
            b"cf" => now.colour = number,
            b"cb" | b"highlight" | b"chcbpat" | b"cbpat" | b"clcbpat" => now.shaded = number != 0,
            b"fs" => now.size = value.unwrap_or(24),
            b"plain" => now.plain(),
            b"pard" | b"trowd" => now.shaded = false,
            b"uc" => now.fallback = usize::try_from(number.clamp(0, 32)).unwrap_or(1),
            b"htmlrtf" => now.rtf_only = on,
            b"f" if now.dest == Dest::Fonts => self.font = number,
            b"f" => now.font = number,
            b"deff" => self.default_font = number,
            b"fcharset" => {
                if let Some(page) = codepage::of_font(number) {
                    self.fonts.insert(self.font, page);
                }
            }
            b"ansicpg" => {
                self.page = u32::try_from(number).ok().filter(|p| codepage::encoding(*p).is_some()).unwrap_or(1252)
            }
            b"mac" => self.page = 10_000,
            b"red" => self.colour[0] = u8::try_from(number).ok(),
            b"green" => self.colour[1] = u8::try_from(number).ok(),
            b"blue" => self.colour[2] = u8::try_from(number).ok(),
            b"fromhtml" => self.content.html = on.then(String::new),
            b"pngblip" | b"jpegblip" => self.known_picture = true,
            b"u" => self.unicode(number),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.stand_ins = self.now.fallback;
        // Numbers above 32,767 are written as negative ones.
        let unit = if number < 0 { number.wrapping_add(65_536) } else { number };
        let Ok(unit) = u16::try_from(unit) else {
            if let Some(c) = u32::try_from(unit).ok().and_then(char::from_u32) {
                self.text(c.encode_utf8(&mut [0; 4]));
            }
            return;
        };
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
        self.content.lossy |= text.contains('\u{fffd}');
        // Symbol fonts put their signs into a private area, where each stands for the byte below it.
        let text: String = text.chars().filter(|c| !('\u{f000}'..='\u{f0ff}').contains(c)).collect();
        self.text(&text);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        match self.now.dest {
            Dest::Picture | Dest::Object => self.hex.extend(bytes.iter().filter(|b| b.is_ascii_hexdigit())),
            Dest::Colours => bytes.iter().filter(|b| **b == b';').for_each(|_| {
                self.white.push(self.colour == [Some(255); 3]);
                self.colour = [None; 3];
            }),
            Dest::Skip | Dest::Fonts => {}
            _ => self.pending.extend_from_slice(bytes),
        }
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let font = if self.now.font < 0 { self.default_font } else { self.now.font };
        let page = self.fonts.get(&font).copied().unwrap_or(self.page);
        let (text, lossy) = codepage::decode(&bytes, page);
        self.content.lossy |= lossy;
        self.text(&text);
    }

    /// Sends text to where the open group belongs.
    fn text(&mut self, text: &str) {
        match self.now.dest {
            Dest::Text if self.content.html.is_some() => self.html_text(text),
            Dest::Text => self.seen_or_not(text),
            Dest::HtmlTag => {
                if let Some(html) = self.content.html.as_mut().filter(|h| h.len() <= self.most) {
                    html.push_str(text);
                }
            }
            Dest::Comment => self.set_apart(Unseen::Comment, text),
            Dest::Entry => self.set_apart(Unseen::Text, text),
            Dest::Info | Dest::FieldCode if self.scrap.len() <= self.most => self.scrap.push_str(text),
            _ => {}
        }
    }

    /// Text between the tags of HTML.
    fn html_text(&mut self, text: &str) {
        if self.now.rtf_only {
            return;
        }
        let Some(html) = self.content.html.as_mut().filter(|h| h.len() <= self.most) else { return };
        for c in text.chars() {
            match c {
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '&' => html.push_str("&amp;"),
                c => html.push(c),
            }
        }
    }

    fn seen_or_not(&mut self, text: &str) {
        let now = self.now;
        let white = usize::try_from(now.colour).is_ok_and(|c| self.white.get(c) == Some(&true)) && !now.shaded;
        let blank = text.chars().all(char::is_whitespace);
        match () {
            () if now.deleted => self.set_apart(Unseen::Deleted, text),
            () if now.hidden => self.set_apart(Unseen::Text, text),
            () if white && !blank => self.set_apart(Unseen::White, text),
            () if (1..TINY).contains(&now.size) && !blank => self.set_apart(Unseen::Tiny, text),
            () => {
                if now.inserted && self.going_on != Some(Unseen::Inserted) {
                    self.content.flow.unseen(Unseen::Inserted, "");
                }
                self.going_on = now.inserted.then_some(Unseen::Inserted);
                self.content.flow.push(text);
            }
        }
    }

    fn set_apart(&mut self, kind: Unseen, text: &str) {
        let goes_on = self.going_on == Some(kind);
        self.content.flow.unseen_piece(kind, text, goes_on);
        self.going_on = Some(kind);
    }
}

fn hex_digit(half: u8) -> u8 {
    b"0123456789abcdef".get(usize::from(half)).copied().unwrap_or(b'0')
}

fn from_hex(digits: &[u8]) -> Vec<u8> {
    let value = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
    digits.chunks_exact(2).map(|pair| value(pair[0]) << 4 | value(pair[1])).collect()
}
