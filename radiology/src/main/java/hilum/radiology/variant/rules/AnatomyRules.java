package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.Sentences;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.verification.Region;
import hilum.radiology.variant.verification.Regions;
import hilum.radiology.variant.words.English;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Groups what a report says by region, one line each. A sentence that speaks of several regions is
 * taken apart where {@link SplitRules} can, else stands where it begins; what refers to the
 * sentence before stays behind it. Findings and impression are one; a sentence of both stands once.
 */
final class AnatomyRules {

    private final SplitRules split;
    private final Regions regions = new Regions();

    AnatomyRules(SplitRules split) {
        this.split = split;
    }

    /** The report by region; empty where it speaks of one region only. */
    Optional<Draft> group(Report report) {
        var lines = new EnumMap<Region, Map<String, String>>(Region.class);
        for (var section : List.of(report.findings(), report.impression())) {
            var last = Region.OTHER;
            for (var sentence : Sentences.split(section)) {
                var written = English.sentence(sentence.text());
                for (var part : parts(written)) {
                    last = Regions.REFERRING.matcher(part).matches() ? last : region(part);
                    lines.computeIfAbsent(last, r -> new LinkedHashMap<>())
                            .putIfAbsent(key(part), part);
                }
            }
        }
        if (lines.size() < 2) {
            return Optional.empty();
        }
        var text =
                lines.entrySet().stream()
                        .map(
                                line ->
                                        line.getKey().label()
                                                + ": "
                                                + String.join(" ", line.getValue().values()))
                        .collect(Collectors.joining("\n"));
        return Optional.of(Draft.of(VariantKind.ANATOMICAL, text));
    }

    /** A sentence as it is where it keeps to one region, else in parts. */
    private Iterable<String> parts(String sentence) {
        if (regions.all(sentence).size() < 2) {
            return List.of(sentence);
        }
        var parts = split.parts(sentence);
        boolean apart = parts.stream().map(this::region).distinct().count() > 1;
        return apart ? parts : List.of(sentence);
    }

    private Region region(String sentence) {
        return regions.first(sentence).orElse(Region.OTHER);
    }

    private static String key(String sentence) {
        return sentence.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]", "");
    }
}
