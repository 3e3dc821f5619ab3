package hilum.ingest.dicom;

import hilum.ingest.pacs.Attributes;
import hilum.ingest.pacs.Tag;
import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.SectionParser;
import hilum.schemas.ReportStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The text of a Structured Report (PS3.3, A.35): every TEXT item under the section that its nearest
 * titled container names. Codes, measurements and references to images are not text and stay.
 *
 * @param report sections; blank where it has no text outside an addendum
 * @param addendum what stands under an addendum's title
 * @param status what its flags say
 * @param written date and time of its content, taken for UTC
 */
record StructuredReport(
        Report report, Optional<String> addendum, ReportStatus status, Optional<Instant> written) {
    /** SOP classes whose content is a report in words: basic, enhanced, comprehensive, 3D. */
    private static final Set<String> CLASSES =
            Set.of(
                    "1.2.840.10008.5.1.4.1.1.88.11",
                    "1.2.840.10008.5.1.4.1.1.88.22",
                    "1.2.840.10008.5.1.4.1.1.88.33",
                    "1.2.840.10008.5.1.4.1.1.88.34");

    /** Document section titles of PS3.16, CID 7001, and their LOINC counterparts. */
    private static final Map<String, Section> TITLES =
            Map.ofEntries(
                    Map.entry("121060", Section.INDICATION),
                    Map.entry("121062", Section.INDICATION),
                    Map.entry("121109", Section.INDICATION),
                    Map.entry("121110", Section.INDICATION),
                    Map.entry("18785-6", Section.INDICATION),
                    Map.entry("11329-0", Section.INDICATION),
                    Map.entry("121064", Section.TECHNIQUE),
                    Map.entry("121065", Section.TECHNIQUE),
                    Map.entry("55111-9", Section.TECHNIQUE),
                    Map.entry("121066", Section.COMPARISON),
                    Map.entry("121068", Section.COMPARISON),
                    Map.entry("18834-2", Section.COMPARISON),
                    Map.entry("121070", Section.FINDINGS),
                    Map.entry("121071", Section.FINDINGS),
                    Map.entry("18782-3", Section.FINDINGS),
                    Map.entry("59776-5", Section.FINDINGS),
                    Map.entry("121072", Section.IMPRESSION),
                    Map.entry("121073", Section.IMPRESSION),
                    Map.entry("121074", Section.IMPRESSION),
                    Map.entry("121075", Section.IMPRESSION),
                    Map.entry("121076", Section.IMPRESSION),
                    Map.entry("121077", Section.IMPRESSION),
                    Map.entry("121111", Section.IMPRESSION),
                    Map.entry("19005-8", Section.IMPRESSION));

    private static final Map<Pattern, Section> WORDS = words();
    private static final Pattern ADDENDUM = Pattern.compile("addend", Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\n\\r]]");
    private static final int DEEPEST = 32;

    private static Map<Pattern, Section> words() {
        Map<Pattern, Section> words = new LinkedHashMap<>();
        words.put(Pattern.compile("previous|prior|comparison"), Section.COMPARISON);
        words.put(
                Pattern.compile("impression|conclusion|recommend|summary|diagnos"),
                Section.IMPRESSION);
        words.put(Pattern.compile("finding"), Section.FINDINGS);
        words.put(
                Pattern.compile("history|indication|reason|request|clinical"), Section.INDICATION);
        words.put(Pattern.compile("technique|procedure"), Section.TECHNIQUE);
        return words;
    }

    /** Whether a SOP class holds a report in words; dose reports and their like do not. */
    static boolean isText(String sopClass) {
        return CLASSES.contains(sopClass);
    }

    static StructuredReport of(Attributes document) {
        Reading reading = new Reading();
        for (Attributes item : document.items(Tag.CONTENT_SEQUENCE)) {
            reading.read(item, Optional.empty(), false, 0);
        }
        return new StructuredReport(
                reading.report(), reading.addendum(), status(document), written(document));
    }

    private static ReportStatus status(Attributes document) {
        if (document.code(Tag.PRELIMINARY_FLAG).equals("PRELIMINARY")
                || document.code(Tag.COMPLETION_FLAG).equals("PARTIAL")) {
            return ReportStatus.PRELIMINARY;
        }
        return switch (document.code(Tag.VERIFICATION_FLAG)) {
            case "VERIFIED" -> ReportStatus.FINAL;
            case "UNVERIFIED" ->
                    document.code(Tag.PRELIMINARY_FLAG).equals("FINAL")
                            ? ReportStatus.FINAL
                            : ReportStatus.PRELIMINARY;
            default -> ReportStatus.UNKNOWN;
        };
    }

    private static Optional<Instant> written(Attributes document) {
        Optional<LocalDate> day = document.text(Tag.CONTENT_DATE).flatMap(Identifiers::day);
        return day.map(
                date ->
                        date.atTime(time(document.text(Tag.CONTENT_TIME).orElse("")))
                                .toInstant(ZoneOffset.UTC));
    }

    /** "101112.5", or the first parts of it. */
    private static LocalTime time(String text) {
        int[] parts = new int[3];
        for (int i = 0; i < 3 && text.matches("\\d{%d}.*".formatted(2 * i + 2)); i++) {
            parts[i] = Integer.parseInt(text.substring(2 * i, 2 * i + 2));
        }
        return parts[0] > 23 || parts[1] > 59
                ? LocalTime.MIDNIGHT
                : LocalTime.of(parts[0], parts[1], Math.min(59, parts[2]));
    }

    /** Gathers texts while it walks the tree of content. */
    private static final class Reading {
        private final Map<Section, StringBuilder> sections = new EnumMap<>(Section.class);
        private final StringBuilder untitled = new StringBuilder();
        private final StringBuilder amending = new StringBuilder();

        void read(Attributes item, Optional<Section> above, boolean inAddendum, int depth) {
            String code = "";
            String meaning = "";
            for (Attributes name : item.items(Tag.CONCEPT_NAME_CODE_SEQUENCE)) {
                code = name.text(Tag.CODE_VALUE).orElse("");
                meaning = name.text(Tag.CODE_MEANING).orElse("").toLowerCase(Locale.ROOT);
            }
            boolean addendum = inAddendum || ADDENDUM.matcher(meaning).find();
            Optional<Section> section = section(code, meaning).or(() -> above);
            if (item.code(Tag.VALUE_TYPE).equals("TEXT")) {
                StringBuilder to =
                        addendum
                                ? amending
                                : section.map(
                                                s ->
                                                        sections.computeIfAbsent(
                                                                s, key -> new StringBuilder()))
                                        .orElse(untitled);
                item.text(Tag.TEXT_VALUE).ifPresent(text -> to.append(text).append('\n'));
            }
            if (depth < DEEPEST) {
                for (Attributes below : item.items(Tag.CONTENT_SEQUENCE)) {
                    read(below, section, addendum, depth + 1);
                }
            }
        }

        private static Optional<Section> section(String code, String meaning) {
            return Optional.ofNullable(TITLES.get(code))
                    .or(
                            () ->
                                    WORDS.entrySet().stream()
                                            .filter(each -> each.getKey().matcher(meaning).find())
                                            .map(Map.Entry::getValue)
                                            .findFirst());
        }

        Report report() {
            if (sections.isEmpty()) {
                return SectionParser.parse(prose(untitled));
            }
            // What stands under a title of its own kind asserts nothing of the image.
            sections.computeIfAbsent(Section.TECHNIQUE, key -> new StringBuilder())
                    .append(untitled);
            return new Report(
                    of(Section.INDICATION),
                    of(Section.COMPARISON),
                    of(Section.TECHNIQUE),
                    of(Section.FINDINGS),
                    of(Section.IMPRESSION));
        }

        private String of(Section section) {
            return prose(sections.getOrDefault(section, new StringBuilder()));
        }

        Optional<String> addendum() {
            return Optional.of(prose(amending)).filter(text -> !text.isEmpty());
        }

        private static String prose(StringBuilder text) {
            return CONTROL.matcher(text).replaceAll(" ").strip();
        }
    }
}
