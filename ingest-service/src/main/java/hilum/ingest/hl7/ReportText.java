package hilum.ingest.hl7;

import hilum.ingest.hl7.message.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prose of one order's observations, in sections. What a RIS prints around a report is taken
 * out and, where it says something, told: banners, lists of accessions, the author's line,
 * sign-offs.
 *
 * @param text sections under their headers; empty if there is none
 * @param addendum what amends the report; empty if there is none
 * @param banner state that a banner told
 * @param examinations accessions and examinations of a list in the text
 */
record ReportText(
        String text,
        String addendum,
        Optional<ReportState> banner,
        List<Examination> examinations) {
    /** Types of observations that hold prose. */
    private static final Set<String> PROSE = Set.of("TX", "FT", "ST", "CE", "CWE", "CF", "");

    private static final Pattern BANNER =
            Pattern.compile(
                    "(?i)[\\s*=#_~-]*(?:[*=#_~-]{2,}\\s*)?((?:wet[ -]?read|prelim(?:inary)?|draft|unsigned|final(?:ized)?|corrected"
                            + "|amended|revised|cancell?ed|retracted|voided)(?:\\s+(?:report|result|read|reading|interpretation))?)[\\s*=#_~:-]*");

    private static final Pattern ADDENDUM =
            Pattern.compile(
                    "(?i)[\\s*=#_~-]*addend(?:um|a)(?:\\s+(?:report|#?\\d{1,2}))?(?:[\\s*=#_~:-]+(.*))?");

    private static final Pattern ORIGINAL =
            Pattern.compile(
                    "(?i)[\\s*=#_~-]*(?:end(?: of)? addendum|original report|(?:begin )?original (?:report|text)|report follows)[\\s*=#_~:-]*");

    /** Sections that an addendum does not have: the report itself begins. */
    private static final Pattern WHOLE =
            Pattern.compile(
                    "(?i)[\\s*]*(?:examination|exam|procedure|technique|findings|indication|clinical history|comparison)[\\s*]*:.*");

    private static final Pattern LIST = Pattern.compile("(?i)\\s*acc(?:ession)?\\s*(?:#|no).*");

    private static final Pattern LISTED =
            Pattern.compile(
                    "\\s*([A-Za-z0-9][A-Za-z0-9._-]{3,31})\\s+\\p{L}{3}\\.? \\d{1,2},? \\d{4} \\d{1,2}:\\d{2} ?(?:[AP]M)?\\s+(.*)");

    private static final Pattern AUTHOR =
            Pattern.compile(
                    "[\\p{L}.,'\u2019 -]{3,80},\\s*(?:M\\.? ?D|D\\.? ?O|M\\.?B\\.?B\\.?S|Ph\\.? ?D|FRCR|FRANZCR)\\.?\\s*");

    private static final Pattern SIGN_OFF =
            Pattern.compile(
                    "(?i)\\s*(?:(?:dictated|transcribed|requested|ordered|interpreted|reviewed|verified|approved|finali[sz]ed|authenticated"
                            + "|pending review|read|reported|signed|attested|electronically (?:signed|approved|verified))\\s+(?:by|on)\\b.*"
                            + "|(?:this|the above) (?:document|report) (?:has been|was) .*(?:signed|approved|reviewed|authenticated).*"
                            + "|(?:dictation|transcription|signed) (?:date|time)\\b.*|d/?t:.*|(?:attending|resident) (?:physician|radiologist):.*)");

    /** A line of at least so many characters was wrapped: its sentence goes on. */
    private static final int WRAPPED = 50;

    private static final Pattern REST_OF_SIGN_OFF =
            Pattern.compile(
                    "(?i)\\s*(?:M\\.? ?D\\.?|D\\.? ?O\\.?|on |at |\\d|\\p{L}{3,9}\\.? \\d{1,2},? \\d{4}\\b|\\p{Lu}[\\p{L}'\u2019.-]+,?\\s*(?:M\\.? ?D\\.?|on )).*");

    /** A row of a list of accessions. */
    record Examination(String accession, String text) {}

    /** Sections that an observation's identifier can name. */
    private enum Part {
        BODY(""),
        INDICATION("INDICATION"),
        COMPARISON("COMPARISON"),
        TECHNIQUE("TECHNIQUE"),
        FINDINGS("FINDINGS"),
        IMPRESSION("IMPRESSION"),
        ADDENDUM("");

        private final String header;

        Part(String header) {
            this.header = header;
        }
    }

    ReportText {
        examinations = List.copyOf(examinations);
    }

    boolean isBlank() {
        return text.isBlank() && addendum.isBlank();
    }

    static boolean holdsProse(Segment observation) {
        return PROSE.contains(observation.get(2).toUpperCase(Locale.ROOT));
    }

    /**
     * Reads the observations.
     *
     * @param observations OBX with prose, in their order
     */
    static ReportText of(List<Segment> observations) {
        StringBuilder text = new StringBuilder();
        StringBuilder addendum = new StringBuilder();
        Part open = Part.BODY;
        for (Segment observation : observations) {
            String prose = observation.prose(5);
            Part part = part(observation);
            if (part == Part.ADDENDUM) {
                addendum.append(prose).append('\n');
                continue;
            }
            if (part != open && !part.header.isEmpty() && !opensWith(prose, part.header)) {
                text.append(part.header).append(":\n");
            }
            text.append(prose).append('\n');
            open = part;
        }
        return new Cleaning().of(text.toString(), addendum.toString());
    }

    private static boolean opensWith(String prose, String header) {
        return prose.stripLeading().regionMatches(true, 0, header, 0, header.length());
    }

    /** By the suffix of OBX-3 (2.x, chapter 7), by LOINC, or by the name. */
    private static Part part(Segment observation) {
        String suffix = observation.get(3, 0, 1, 2);
        String code = suffix.isEmpty() ? observation.get(3) : suffix;
        return switch (code.toUpperCase(Locale.ROOT)) {
            case "IMP", "REC", "19005-8", "IMPRESSION" -> Part.IMPRESSION;
            case "ADT", "55107-7", "ADDENDUM" -> Part.ADDENDUM;
            case "59776-5", "FINDINGS" -> Part.FINDINGS;
            case "TCM", "55111-9", "TECHNIQUE" -> Part.TECHNIQUE;
            case "18834-2", "COMPARISON" -> Part.COMPARISON;
            case "18785-6", "11329-0", "55752-0", "INDICATION", "HISTORY" -> Part.INDICATION;
            default -> named(observation.get(3, 2).toUpperCase(Locale.ROOT));
        };
    }

    private static Part named(String name) {
        if (name.contains("ADDEND")) {
            return Part.ADDENDUM;
        }
        return switch (name) {
            case "IMPRESSION", "CONCLUSION" -> Part.IMPRESSION;
            case "FINDINGS" -> Part.FINDINGS;
            case "INDICATION", "HISTORY", "CLINICAL HISTORY", "REASON FOR STUDY" -> Part.INDICATION;
            case "COMPARISON" -> Part.COMPARISON;
            case "TECHNIQUE" -> Part.TECHNIQUE;
            default -> Part.BODY;
        };
    }

    /** One pass over the lines of a text. */
    private static final class Cleaning {
        private final List<Examination> examinations = new ArrayList<>();
        private Optional<ReportState> banner = Optional.empty();
        private boolean inAddendum;

        ReportText of(String text, String addendum) {
            StringBuilder report = new StringBuilder();
            StringBuilder amendment = new StringBuilder();
            boolean listing = false;
            boolean signing = false;
            for (String line : printable(text).split("\n", -1)) {
                if (listing && listed(line)) {
                    continue;
                }
                listing = LIST.matcher(line).matches();
                if (listing || banner(line)) {
                    continue;
                }
                if (signing && REST_OF_SIGN_OFF.matcher(line).matches()) {
                    signing = false;
                    continue;
                }
                boolean signsOff = SIGN_OFF.matcher(line).matches();
                signing = signsOff && line.strip().length() >= WRAPPED;
                if (signsOff || AUTHOR.matcher(line).matches()) {
                    continue;
                }
                Matcher amends = ADDENDUM.matcher(line);
                if (amends.matches() && report.toString().isBlank()) {
                    inAddendum = true;
                    if (amends.group(1) != null) {
                        amendment.append(amends.group(1)).append('\n');
                    }
                } else if (inAddendum && ORIGINAL.matcher(line).matches()) {
                    inAddendum = false;
                } else {
                    inAddendum &= !WHOLE.matcher(line).matches();
                    (inAddendum ? amendment : report).append(line.stripTrailing()).append('\n');
                }
            }
            amendment.append(withoutSignOffs(addendum));
            return new ReportText(tidy(report), tidy(amendment), banner, examinations);
        }

        /** Whether the line belongs to a list of accessions; blank lines within it do. */
        private boolean listed(String line) {
            Matcher row = LISTED.matcher(line);
            if (row.matches()) {
                examinations.add(new Examination(row.group(1), row.group(2).strip()));
                return true;
            }
            if (line.isBlank()) {
                return true;
            }
            if (examinations.isEmpty() || line.contains(":")) {
                return false;
            }
            Examination last = examinations.removeLast();
            examinations.add(new Examination(last.accession(), last.text() + " " + line.strip()));
            return true;
        }

        private boolean banner(String line) {
            Matcher found = BANNER.matcher(line);
            if (line.length() > 100 || !found.matches()) {
                return false;
            }
            boolean adorned = !line.strip().equalsIgnoreCase(found.group(1));
            boolean saysReport = found.group(1).strip().contains(" ");
            if (!adorned && !saysReport) {
                return false;
            }
            banner = banner.or(() -> ReportState.ofBanner(found.group(1)));
            inAddendum = false;
            return true;
        }

        private static String withoutSignOffs(String text) {
            StringBuilder kept = new StringBuilder();
            for (String line : printable(text).split("\n", -1)) {
                if (!SIGN_OFF.matcher(line).matches() && !AUTHOR.matcher(line).matches()) {
                    kept.append(line.stripTrailing()).append('\n');
                }
            }
            return kept.toString();
        }

        /** Line breaks alike, other control characters as blanks. */
        private static String printable(String text) {
            return text.replace("\r\n", "\n")
                    .replace('\r', '\n')
                    .replaceAll("[\\p{Cntrl}&&[^\\t\\n]]", " ");
        }

        private static String tidy(CharSequence text) {
            return text.toString().replaceAll("\n{3,}", "\n\n").strip();
        }
    }
}
