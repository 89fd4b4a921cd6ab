#!/bin/sh
# Fills fuzz/corpus/ from a folder of public data (mails, Outlook files, PDFs, scans), the samples and the rules.
# Usage: fuzz/seed.sh DATA. Files over 200 KB are left out: a fuzzer learns slowly from them.
set -eu
cd "$(dirname "$0")"
data=$1
rules=../rules

take() { # target, then find's arguments
    target=$1
    shift
    mkdir -p "corpus/$target"
    find "$@" -type f -size -200k | while IFS= read -r file; do
        cp "$file" "corpus/$target/$(sha256sum "$file" | cut -c1-16)"
    done
}

take mail "$data/mail-fixtures" "$data/mail-replies" "$data/correspondence/mail" ../samples -name '*.eml'
take mail "$data/mail-fixtures" -name '*.msg'
take msg "$data/outlook-msg" ../samples -name '*.msg'
take tnef "$data/outlook-tnef" \( -name '*.dat' -o -name '*.tnef' \)
take pdf "$data/pdf" ../samples -name '*.pdf'
take html "$data/mail-replies" -name '*.html'
take rtf "$data" ../samples -name '*.rtf'
take office ../samples ../tests "$data" \( -name '*.docx' -o -name '*.xlsx' -o -name '*.xls' -o -name '*.odt' -o -name '*.doc' -o -name '*.zip' -o -name '*.ppt' \)
take picture "$data/ocr" "$data/pdf" "$data/correspondence/scans" \( -name '*.png' -o -name '*.jpg' -o -name '*.tif' -o -name '*.gif' \)

# The first byte chooses which file the rules target takes the rest for.
mkdir -p corpus/rules
seed() { { printf "$1"; cat "$2"; } >"corpus/rules/$(basename "$2")"; }
for file in "$rules"/classify/*.yaml; do seed '\000' "$file"; done
seed '\001' "$rules/clocks.yaml"
for file in "$rules"/redact/*.yaml; do seed '\002' "$file"; done
for file in "$rules"/route/*.yaml; do seed '\003' "$file"; done
seed '\004' "$rules/holidays.yaml"
seed '\005' ../config.yaml
