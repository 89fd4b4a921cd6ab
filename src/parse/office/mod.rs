//! Office files to text: what a person sees first, what nobody sees set apart below it. Pictures and files inside are
//! read as documents of their own. Macros are counted and never run; links are named and never followed.

mod doc;
mod doc_runs;
mod embedded;
mod gather;
pub(super) mod object;
mod odf;
mod odf_styles;
mod package;
mod ppt;
mod properties;
mod sheet;
mod sheet_styles;
mod slides;
mod summary;
mod word;
mod word_styles;
mod workbook;
mod xls;
mod xls_records;
mod xml;

use super::kind::{Kind, Office};
use super::reading::{Part, Reading};
use crate::model::TextFrom;

/// Reads an office file.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, office: Office) {
    let id = reading.document(part, Kind::Office(office));
    if let Some(document) = reading.documents.get_mut(id) {
        document.text_from = Some(TextFrom::Office);
    }
    reading.inside(id, part, |reading| match office {
        Office::Docx => word::read(reading, part, id),
        Office::Xlsx => workbook::read(reading, part, id),
        Office::Pptx => slides::read(reading, part, id),
        Office::Odt | Office::Ods | Office::Odp => odf::read(reading, part, id),
        Office::Doc => doc::read(reading, part, id),
        Office::Xls | Office::Xlsb => xls::read(reading, part, id, office),
        Office::Ppt => ppt::read(reading, part, id),
    });
}
