package hilum.ingest.hl7;

import hilum.ingest.hl7.message.Segment;
import hilum.radiology.SectionParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    private static final Set<String> CODED = Set.of("CE", "CWE", "CF");

    /** Suffixes that some senders put behind the name instead of the code. */
    private static final Set<String> SUFFIXES = Set.of("GDT", "IMP", "ADT", "REC");

    private static final Pattern IMPRESSION_ALONE = Pattern.compile("(?i)impression:?");

    private static final Pattern BODY =
            Pattern.compile("(?s)(.*[.!?])\\s*?\\n\\s*IMPRESSION\\s*:.*");

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

    /** Both texts, one behind the other; what both say stands once. */
    ReportText and(ReportText other) {
        return new ReportText(
                both(text, other.text),
                both(addendum, other.addendum),
                banner.or(other::banner),
                Stream.concat(examinations.stream(), other.examinations.stream()).toList());
    }

    private static String both(String first, String second) {
        return first.contains(second)
                ? first
                : second.contains(first) ? second : first + "\n" + second;
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
        boolean sectioned = false;
        boolean twice = repeatsImpression(observations);
        for (Segment observation : observations) {
            String prose = prose(observation);
            Part part = part(observation);
            sectioned |= part == Part.IMPRESSION;
            if (twice && part == Part.IMPRESSION) {
                continue;
            }
            if (part == Part.ADDENDUM) {
                addendum.append(prose).append('\n');
                continue;
            }
            if (part != open && !part.header.isEmpty() && !hasOwnHeader(prose, part)) {
                text.append(part.header).append(":\n");
            }
            text.append(prose).append('\n');
            open = part;
        }
        ReportText read = new Cleaning().of(text.toString(), addendum.toString());
        return sectioned ? read.withBodyAsFindings() : read;
    }

    /** Some senders give the whole report, and its impression once more under {@code &IMP}. */
    private static boolean repeatsImpression(List<Segment> observations) {
        StringBuilder whole = new StringBuilder();
        List<String> lines = new ArrayList<>();
        for (Segment observation : observations) {
            switch (part(observation)) {
                case IMPRESSION ->
                        prose(observation).lines().map(String::strip).forEach(lines::add);
                case ADDENDUM -> {}
                default -> whole.append(prose(observation)).append('\n');
            }
        }
        lines.removeIf(
                line ->
                        line.isEmpty()
                                || IMPRESSION_ALONE.matcher(line).matches()
                                || SIGN_OFF.matcher(line).matches()
                                || AUTHOR.matcher(line).matches());
        if (lines.isEmpty()) {
            return false;
        }
        String said = inOneLine(SectionParser.parse(whole.toString()).impression());
        return lines.stream().map(ReportText::inOneLine).allMatch(said::contains);
    }

    private static String inOneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** Findings may be a whole report; other sections are what they are called if they open so. */
    private static boolean hasOwnHeader(String prose, Part part) {
        if (part == Part.FINDINGS) {
            return hasHeader(prose);
        }
        String line = prose.stripLeading().lines().findFirst().orElse("");
        String title = line.substring(0, line.indexOf(':') + 1);
        return hasHeader(title.isEmpty() ? line.strip() : title) && !title.contains(".");
    }

    private static boolean hasHeader(String prose) {
        return !SectionParser.stretches(prose).isEmpty();
    }

    /** What stands before the impression without any header, and is a sentence, are findings. */
    private ReportText withBodyAsFindings() {
        Matcher body = BODY.matcher(text);
        return body.matches() && !hasHeader(body.group(1))
                ? new ReportText("FINDINGS:\n" + text, addendum, banner, examinations)
                : this;
    }

    /** OBX-5; of a coded value its text, not its code. */
    private static String prose(Segment observation) {
        List<List<String>> parts = observation.components(5, 0);
        return CODED.contains(observation.get(2).toUpperCase(Locale.ROOT))
                        && parts.size() > 1
                        && !parts.get(0).getFirst().strip().contains(" ")
                        && !parts.get(1).getFirst().isBlank()
                ? parts.get(1).getFirst()
                : observation.prose(5);
    }

    /** By the suffix of OBX-3 (2.x, chapter 7), by LOINC, or by the name. */
    private static Part part(Segment observation) {
        String suffix = observation.get(3, 0, 1, 2);
        String misplaced = observation.get(3, 0, 2, 2);
        String code =
                !suffix.isEmpty()
                        ? suffix
                        : SUFFIXES.contains(misplaced) ? misplaced : observation.get(3);
        return switch (code.toUpperCase(Locale.ROOT)) {
            case "IMP", "REC", "19005-8", "55110-1", "18783-1", "IMPRESSION" -> Part.IMPRESSION;
            case "ADT", "55107-7", "ADDENDUM" -> Part.ADDENDUM;
            case "59776-5", "18782-3", "FINDINGS" -> Part.FINDINGS;
            case "TCM", "55111-9", "TECHNIQUE" -> Part.TECHNIQUE;
            case "18834-2", "55114-3", "COMPARISON" -> Part.COMPARISON;
            case "18785-6", "55115-0", "11329-0", "55752-0", "INDICATION", "HISTORY" ->
                    Part.INDICATION;
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
