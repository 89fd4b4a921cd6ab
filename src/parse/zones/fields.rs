//! The labels of mail headers in the languages of people's programs. It names fields and judges nothing.

/// What a line of a block of headers names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Who wrote.
    From,
    /// When.
    Sent,
    /// To whom.
    To,
    /// About what.
    Subject,
    /// Any other header of a mail.
    Other,
}

/// The labels of mail headers as programs translate them. Where one word stands for two, as in "De" and "Da", the one
/// that begins a block is meant.
#[rustfmt::skip]
const LABELS: &[(Field, &[&str])] = &[
    (
        Field::From,
        &[
            "from", "von", "de", "van", "da", "od", "från", "fra", "lähettäjä", "feladó", "από", "от", "від",
            "от кого", "发件人", "寄件者", "差出人", "보낸 사람", "gönderen", "kimden", "nadawca", "expéditeur", "mittente",
            "remitente", "remetente", "absender", "de la", "expeditor", "oddano", "nuo", "no", "saatja", "oddělení",
            "oddesílatel", "šalje", "oddeslal", "من", "مِن", "از", "מאת", "oddy wrth", "oddi wrth", "de part de",
        ],
    ),
    (
        Field::Sent,
        &[
            "sent", "date", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "envoyée", "enviado",
            "enviado el", "enviada", "enviada em", "enviado em", "fecha", "data", "inviato", "verzonden", "wysłano",
            "wysłane", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "elküldve", "dátum", "odesláno",
            "odoslané", "отправлено", "дата", "надіслано", "发送时间", "日期", "傳送日期", "送信日時", "日付", "보낸 날짜", "trimis",
            "dată", "tarih", "gönderildi", "gönderilme tarihi", "message du", "date d'envoi", "posted", "received",
            "στάλθηκε", "ημερομηνία", "anfonwyd", "dyddiad", "poslano", "išsiųsta", "saadetud", "التاريخ",
            "تاريخ الإرسال", "date sent", "sent at", "sent on",
        ],
    ),
    (
        Field::To,
        &[
            "to", "an", "à", "a", "para", "aan", "do", "komu", "till", "til", "vastaanottaja", "címzett", "προς",
            "кому", "收件人", "宛先", "받는 사람", "către", "catre", "kime", "alıcı", "at", "per", "kam", "kepada", "إلى",
            "אל", "destinataire", "destinatario", "destinatário", "empfänger", "adresat", "for",
        ],
    ),
    (
        Field::Subject,
        &[
            "subject", "betreff", "objet", "sujet", "asunto", "oggetto", "onderwerp", "temat", "ämne", "emne",
            "aihe", "tárgy", "předmět", "predmet", "θέμα", "тема", "主题", "主旨", "件名", "제목", "subiect", "konu", "pwnc",
            "assunto", "zadeva", "tema", "teema", "الموضوع", "موضوع", "נושא",
        ],
    ),
    (
        Field::Other,
        &[
            "cc", "bcc", "kopie", "kopia", "copie", "copie à", "copia", "kopi", "копия", "копія", "抄送", "副本",
            "reply-to", "reply to", "antwort an", "répondre à", "importance", "priority", "wichtigkeit",
            "attachments", "anlagen", "pièces jointes", "bijlagen", "załączniki", "categories", "sensitivity",
            "organisation", "message-id", "when", "where",
        ],
    ),
];
/// Letters of a label.
const LONGEST_LABEL: usize = 24;
/// The field that a line names, and its value.
pub(super) fn field(line: &str) -> Option<(Field, &str)> {
    let line = line.trim_start_matches(['>', '*', ' ', '\t', '|', '•', '-']);
    let colon = line.char_indices().take(LONGEST_LABEL + 8).find(|(_, c)| matches!(c, ':' | '：'))?;
    let label = line.get(..colon.0)?.trim_end_matches(['*', ' ', '\u{a0}']).to_lowercase();
    let value = line.get(colon.0 + colon.1.len_utf8()..)?.trim_matches(['*', ' ', '\t', '\u{a0}', '|']);
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        return None;
    }
    LABELS.iter().find(|(_, labels)| labels.contains(&label.as_str())).map(|(field, _)| (*field, value))
}
