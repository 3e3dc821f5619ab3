package hilum.radiology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Free text into a {@link Report}. Headers may have any case, stand on their own line or inside a
 * line, with or without a colon. Text without any header is an impression when it is as short as
 * one, else findings. Linear in the text; no input makes it throw.
 */
public final class SectionParser {

    /**
     * Up to this many characters and sentences, a text without headers is taken for an impression.
     */
    private static final int IMPRESSION_CHARACTERS = 160;

    private static final int IMPRESSION_SENTENCES = 2;

    private static final Map<String, Section> HEADERS = headers();

    private static final String NAMES =
            String.join(
                    "|",
                    HEADERS.keySet().stream()
                            .sorted((a, b) -> b.length() - a.length())
                            .map(h -> h.replace(" ", "[ \\t]+"))
                            .toList());

    /**
     * A header opens a line (colon, dash or nothing behind it when nothing else stands on the
     * line), or follows the end of a sentence inside a line with a capital and a colon.
     */
    private static final Pattern HEADER =
            Pattern.compile(
                    "(?m)(?:^[ \\t]*+[*#_>]{0,3}+[ \\t]*+(?i:(?<line>"
                            + NAMES
                            + "))[*_]{0,2}[ \\t]*(?::[*_]{0,2}|(?=\\r?$)|[ \\t]-(?=[ \\t]))"
                            + "|(?:(?<=[.;:?!)\\]])[ \\t]{1,4}|\\G)(?=\\p{Lu})(?i:(?<inline>"
                            + NAMES
                            + "))[ \\t]?:)");

    private SectionParser() {}

    /** The report that a text holds. */
    public static Report parse(String text) {
        var parts = parts(text);
        var sections = new EnumMap<Section, String>(Section.class);
        sections.putAll(parts.titled());
        if (!parts.untitled().isEmpty()) {
            sections.merge(
                    placeOf(parts),
                    parts.untitled(),
                    (titled, untitled) -> untitled + " " + titled);
        }
        return new Report(
                sections.get(Section.INDICATION),
                sections.get(Section.COMPARISON),
                sections.get(Section.TECHNIQUE),
                sections.get(Section.FINDINGS),
                sections.get(Section.IMPRESSION));
    }

    /**
     * Sections under a header, in order of appearance, and the text before the first one; the
     * latter may be empty.
     */
    record Parts(Map<Section, String> titled, String untitled) {}

    /**
     * A stretch of a text under a header.
     *
     * @param section null under an addendum's title
     * @param start offset behind the header
     * @param end offset of the next header or of the end
     * @param last whether no header follows
     */
    public record Stretch(Section section, int start, int end, boolean last) {}

    /** The stretches of a text under their headers; what stands before the first is in none. */
    public static List<Stretch> stretches(String text) {
        var stretches = new ArrayList<Stretch>();
        var matcher = HEADER.matcher(text);
        boolean open = false;
        Section section = null;
        int from = 0;
        while (matcher.find()) {
            if (open) {
                stretches.add(new Stretch(section, from, matcher.start(), false));
            }
            section = section(matcher);
            from = matcher.end();
            open = true;
        }
        if (open) {
            stretches.add(new Stretch(section, from, text.length(), true));
        }
        return stretches;
    }

    private static Section section(Matcher header) {
        var name = header.group("line") == null ? header.group("inline") : header.group("line");
        return HEADERS.get(name.toLowerCase(Locale.ROOT).replaceAll("[ \\t]+", " "));
    }

    static Parts parts(String text) {
        var titled = new LinkedHashMap<Section, String>();
        if (text == null) {
            return new Parts(titled, "");
        }
        var matcher = HEADER.matcher(text);
        String untitled = null;
        Section open = null;
        int from = 0;
        while (matcher.find()) {
            var body = text.substring(from, matcher.start());
            if (open == null) {
                untitled = untitled == null ? body : untitled + " " + body;
            } else {
                put(titled, open, body);
            }
            open = section(matcher);
            from = matcher.end();
        }
        var rest = text.substring(from);
        if (open == null) {
            untitled = untitled == null ? rest : untitled + " " + rest;
        } else {
            put(titled, open, rest);
        }
        return new Parts(Collections.unmodifiableMap(titled), untitled.strip());
    }

    private static void put(Map<Section, String> sections, Section section, String body) {
        if (!body.isBlank()) {
            sections.merge(section, body.strip(), (a, b) -> a + "\n" + b);
        }
    }

    private static Section placeOf(Parts parts) {
        boolean speaks = parts.titled().containsKey(Section.FINDINGS);
        if (speaks) {
            return Section.TECHNIQUE;
        }
        if (parts.titled().containsKey(Section.IMPRESSION)) {
            return Sentences.split(parts.untitled()).size() > 1
                    ? Section.FINDINGS
                    : Section.TECHNIQUE;
        }
        boolean brief =
                parts.untitled().length() <= IMPRESSION_CHARACTERS
                        && Sentences.split(parts.untitled()).size() <= IMPRESSION_SENTENCES;
        return brief ? Section.IMPRESSION : Section.FINDINGS;
    }

    private static Map<String, Section> headers() {
        var headers = new LinkedHashMap<String, Section>();
        for (var name :
                new String[] {
                    "indication",
                    "indications",
                    "clinical indication",
                    "clinical history",
                    "history",
                    "clinical information",
                    "clinical details",
                    "clinical data",
                    "reason for exam",
                    "reason for examination",
                    "reason for study",
                    "reason for this examination",
                    "clinical notes",
                    "hx",
                    "ind"
                }) {
            headers.put(name, Section.INDICATION);
        }
        for (var name :
                new String[] {
                    "comparison",
                    "comparisons",
                    "comparison studies",
                    "comparison study",
                    "prior studies",
                    "compared with",
                    "comp"
                }) {
            headers.put(name, Section.COMPARISON);
        }
        for (var name :
                new String[] {
                    "technique",
                    "examination",
                    "exam",
                    "procedure",
                    "study",
                    "views",
                    "type of examination",
                    "exam type"
                }) {
            headers.put(name, Section.TECHNIQUE);
        }
        for (var name :
                new String[] {
                    "findings",
                    "finding",
                    "radiographic findings",
                    "chest findings",
                    "report",
                    "description",
                    "observations",
                    "findings and impression",
                    "findings/impression"
                }) {
            headers.put(name, Section.FINDINGS);
        }
        for (var name :
                new String[] {
                    "impression",
                    "impressions",
                    "conclusion",
                    "conclusions",
                    "imp",
                    "opinion",
                    "summary",
                    "assessment",
                    "interpretation",
                    "diagnosis",
                    "recommendation",
                    "recommendations"
                }) {
            headers.put(name, Section.IMPRESSION);
        }
        // An addendum's own title carries no section: its text goes where an addendum goes.
        headers.put("addendum", null);
        return headers;
    }
}
