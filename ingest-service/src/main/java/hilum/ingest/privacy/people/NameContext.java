package hilum.ingest.privacy.people;

import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import hilum.ingest.privacy.prose.Word;
import java.util.Set;
import java.util.regex.Pattern;

/** What stands beside a name in running text and tells that it is one. */
final class NameContext {
    /** What is written behind a name: degrees, licences, the role of who signs. */
    static final Pattern CREDENTIAL =
            Pattern.compile(
                    "(?:M\\.\\s?D\\b\\.?|MD\\b|M\\.?B\\.?B\\.?S\\b\\.?|D\\.\\s?O\\b\\.?|Ph\\.?D\\b\\.?|R\\.\\s?N\\b\\.?|RN\\b"
                            + "|R\\.?\\s?T\\.?\\s?\\([RCNT]{1,2}\\)|R\\.T\\b\\.?|ARNP\\b|APRN\\b|CRNA\\b|PA-C\\b|P\\.A\\.-C\\b|LPN\\b"
                            + "|FACR\\b|FRCR\\b|FRCPC\\b|MRCP\\b|ARRT\\b|RDMS\\b|BSN\\b|MSN\\b|FNP\\b|CNP\\b|N\\.P\\b\\.?)"
                            + "(?![A-Za-z])");

    private static final Pattern BEHIND =
            Pattern.compile(
                    "[\\s~]{0,3}(?:,[\\s~]{0,3}(?:(?:DO|NP|PA|md|rn)\\b|(?i:attending|resident|radiologist|technologist|fellow)\\b|"
                            + CREDENTIAL
                            + ")|(?<=[\\s~])"
                            + CREDENTIAL
                            + ")");
    private static final int FURTHEST = 24;

    private static final Set<String> DOCTORS = Set.of("DR", "DRS", "DOCTOR", "PROF", "PROFESSOR");
    private static final Set<String> TITLES =
            Set.of(("DR DRS DOCTOR PROF PROFESSOR MR MRS MS MISS MX SGT CAPT REV").split(" "));
    private static final Set<String> RELATIVES =
            Set.of(
                    ("WIFE HUSBAND DAUGHTER SON MOTHER FATHER SISTER BROTHER MOM DAD SPOUSE "
                                    + "PARTNER GUARDIAN AUNT UNCLE NIECE NEPHEW GRANDMOTHER GRANDFATHER "
                                    + "GRANDSON GRANDDAUGHTER COUSIN FRIEND CAREGIVER NAMED NAME STEPMOTHER "
                                    + "STEPFATHER FIANCE FIANCEE")
                            .split(" "));
    private static final Set<String> INTRODUCING =
            Set.of(
                    ("BY WITH PER FROM TO FOR AND PATIENT PT TOLD INFORMED NOTIFIED CALLED "
                                    + "PAGED CONTACTED THANKS DEAR")
                            .split(" "));
    private static final Set<String> ROLES =
            Set.of(
                    ("INTERPRETER ATTENDING RESIDENT RADIOLOGIST PHYSICIAN TECHNOLOGIST "
                                    + "NURSE DOCTOR PROVIDER FELLOW INTERN SURGEON ASSISTANT PRACTITIONER "
                                    + "STAFF TECH TECHNICIAN SONOGRAPHER RADIOGRAPHER TRANSCRIPTIONIST "
                                    + "CLINICIAN CONSULTANT HOSPITALIST INTENSIVIST CARDIOLOGIST ONCOLOGIST "
                                    + "PULMONOLOGIST REGISTRAR REFERRING ORDERING REQUESTING TREATING CHARGE "
                                    + "PRIMARY CARE SENIOR")
                            .split(" "));

    private static final Set<String> ADDRESSES =
            Set.of(
                    ("NURSE RN NP ATTENDING RESIDENT FELLOW TECHNOLOGIST RADIOLOGIST INTERN "
                                    + "SURGEON HOSPITALIST PHYSICIAN INTERPRETER")
                            .split(" "));

    private NameContext() {}

    /** Whether a word is a title in front of a name, and neither MR imaging nor a DR exposure. */
    static boolean title(Prose prose, int index) {
        if (!prose.has(index) || !TITLES.contains(prose.word(index).folded())) {
            return false;
        }
        Word word = prose.word(index);
        boolean dotted =
                word.end() < prose.text().length() && prose.text().charAt(word.end()) == '.';
        return switch (word.folded()) {
            case "MISS", "MX" -> word.proper();
            case "MR" -> dotted || !word.upper() || word.shouted();
            case "MS" -> dotted || word.proper();
            case "MRS" -> dotted || !word.upper() || word.shouted();
            default -> dotted || !word.upper() || word.shouted();
        };
    }

    static boolean doctor(Word word) {
        return DOCTORS.contains(word.folded());
    }

    /** Whether a title stands in front of the word. */
    static boolean titled(Prose prose, int index) {
        return title(prose, index - 1) && close(prose.gap(index - 1));
    }

    /** At most a full stop and blanks, or the ending of "Dr's". */
    static boolean close(String gap) {
        return (gap.startsWith("'s") && gap.length() > 2 && gap.substring(2).isBlank())
                || gap.length() <= 4
                        && gap.chars()
                                .allMatch(c -> Character.isWhitespace(c) || c == '.' || c == '~');
    }

    /** Whether a degree or role stands behind the word. */
    static boolean credentialled(Prose prose, int index) {
        int end = prose.word(index).end();
        return BEHIND.matcher(prose.text())
                .region(end, Math.min(prose.text().length(), end + FURTHEST))
                .useTransparentBounds(true)
                .lookingAt();
    }

    static boolean relative(Word word) {
        return RELATIVES.contains(word.folded());
    }

    /** Whether a degree begins at the word. */
    static boolean credential(Prose prose, int index) {
        Word word = prose.word(index);
        return CREDENTIAL
                .matcher(prose.text())
                .region(word.start(), Math.min(prose.text().length(), word.start() + FURTHEST))
                .useTransparentBounds(true)
                .lookingAt();
    }

    /** Whether it says what a person does, as people are addressed by: "Nurse Holloway". */
    static boolean address(Word word) {
        return ADDRESSES.contains(word.folded());
    }

    /** Whether it is a physician's assistant, where a person is expected, and no view. */
    static boolean assistant(Prose prose, int index) {
        return prose.word(index).folded().equals("PA") && introduced(prose, index);
    }

    static boolean role(Word word) {
        return ROLES.contains(word.folded());
    }

    /** Whether the word before leads one to expect a person. */
    static boolean introduced(Prose prose, int index) {
        if (!prose.has(index - 1)) {
            return false;
        }
        Word before = prose.word(index - 1);
        return (INTRODUCING.contains(before.folded()) || relative(before) || role(before))
                && prose.gap(index - 1)
                        .chars()
                        .allMatch(
                                c -> Character.isWhitespace(c) || c == ',' || c == ':' || c == '~');
    }

    /** Whether a word is a single letter of a name, and not the first of a degree. */
    static boolean initial(Prose prose, int index) {
        return prose.word(index).initial() && !credential(prose, index);
    }

    /** A letter before a number is a vertebra or a rib, and no initial. */
    static boolean measures(Prose prose, int index) {
        int end = prose.word(index).end();
        return end < prose.text().length() && Character.isDigit(prose.text().charAt(end));
    }

    /** Takes an initial out, with its full stop where more follows on the line. */
    static void maskInitial(Prose prose, int index, Removals removals) {
        Word word = prose.word(index);
        String text = prose.text();
        boolean stop =
                word.end() + 1 < text.length()
                        && text.charAt(word.end()) == '.'
                        && prose.beside(index);
        removals.mask(word.start(), stop ? word.end() + 1 : word.end());
    }
}
