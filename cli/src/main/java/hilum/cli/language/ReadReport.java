package hilum.cli.language;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import hilum.radiology.Section;
import hilum.radiology.reading.Assertion;
import hilum.radiology.reading.Labels;
import hilum.radiology.reading.Polarity;
import hilum.radiology.reading.ReportReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a report asserts, as {@code hilum read} prints it.
 *
 * @param chexpert positive, negative or uncertain by observation; one not mentioned is missing
 * @param chestxray14 whether each finding is there, and {@code normal}
 */
record ReadReport(
        String id,
        Map<String, String> chexpert,
        Map<String, Boolean> chestxray14,
        List<Said> assertions) {

    /**
     * One assertion.
     *
     * @param start offset of the mention in the text of its section, in characters
     * @param end offset after it
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Said(
            String finding,
            String polarity,
            Optional<String> side,
            Optional<String> zone,
            Optional<String> severity,
            Optional<String> measurement,
            Optional<String> device,
            Optional<String> certainty,
            Optional<String> comparison,
            String section,
            int start,
            int end) {}

    /** Reads the sections of a line as they are written, so that offsets point into them. */
    static ReadReport of(JsonNode line, ReportReader reader) {
        var assertions = new ArrayList<Assertion>();
        var said = new ArrayList<Said>();
        for (var section : List.of(Section.FINDINGS, Section.IMPRESSION)) {
            String text = line.path(name(section)).asText("");
            for (var assertion : reader.read(text, section)) {
                assertions.add(assertion);
                said.add(said(assertion, text));
            }
        }
        var findings = Labels.chestXray14(assertions);
        var chestXray14 = new LinkedHashMap<String, Boolean>();
        Labels.CHEST_XRAY14.forEach(f -> chestXray14.put(f, findings.contains(f)));
        chestXray14.put("normal", Labels.normal(assertions));
        var chexpert = new LinkedHashMap<String, String>();
        Labels.chexpert(assertions).forEach((label, p) -> chexpert.put(label, label(p)));
        return new ReadReport(line.path("id").asText(), chexpert, chestXray14, said);
    }

    private static Said said(Assertion assertion, String text) {
        return new Said(
                assertion.finding(),
                assertion.polarity().name().toLowerCase(Locale.ROOT),
                assertion.side().map(s -> s.name().toLowerCase(Locale.ROOT)),
                assertion.zone(),
                assertion.severity(),
                assertion.measurement(),
                assertion.device(),
                assertion.certainty(),
                assertion.comparison(),
                name(assertion.section()),
                text.codePointCount(0, assertion.start()),
                text.codePointCount(0, assertion.end()));
    }

    private static String label(Polarity polarity) {
        return switch (polarity) {
            case PRESENT -> "positive";
            case ABSENT -> "negative";
            case UNCERTAIN -> "uncertain";
        };
    }

    private static String name(Section section) {
        return section.name().toLowerCase(Locale.ROOT);
    }
}
