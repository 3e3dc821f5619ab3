package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.Sentence;
import hilum.radiology.Sentences;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.verification.Regions;
import hilum.radiology.variant.verification.Sameness;
import hilum.radiology.variant.words.English;
import hilum.radiology.variant.words.Synonyms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says the same in other words: exchanges words, recasts sentences, and puts those findings that
 * stand alone in another order. What the verifier reads otherwise stays as it is written.
 */
final class SimilarRules {

    /** Where sentences lean on each other, their order says something. */
    private static final Pattern ORDERED =
            Pattern.compile(
                    "(?i)\\b(?:otherwise|remaining|remainder|rest of|other|else|also|another|above|below mentioned|aforementioned|described|former|latter|there(?:fore)?,|additional)\\b");

    private static final int LONGEST = 400;

    private final Synonyms synonyms = new Synonyms();
    private final Sameness sameness;

    SimilarRules(Sameness sameness) {
        this.sameness = sameness;
    }

    /** The report in other words; empty where no sentence of it has any. */
    Optional<Draft> reword(Report report, long seed) {
        var random = new Random(seed ^ 0x5151L);
        var findings = sentences(report.findings(), random);
        var impression = sentences(report.impression(), random);
        var inOrder = joined(findings, impression);
        boolean apart =
                findings.size() > 2
                        && !ORDERED.matcher(report.findings()).find()
                        && findings.stream().noneMatch(s -> Regions.REFERRING.matcher(s).matches());
        if (apart) {
            Collections.shuffle(findings, random);
            var shuffled = joined(findings, impression);
            if (sameness.said(VariantKind.SIMILAR, report, shuffled)) {
                return Optional.of(Draft.of(VariantKind.SIMILAR, shuffled));
            }
        }
        return inOrder.equals(plain(report))
                ? Optional.empty()
                : Optional.of(Draft.of(VariantKind.SIMILAR, inOrder));
    }

    private static String joined(List<String> findings, List<String> impression) {
        return Stream.of(findings, impression)
                .filter(section -> !section.isEmpty())
                .map(section -> String.join(" ", section))
                .collect(Collectors.joining("\n"));
    }

    private List<String> sentences(String section, Random random) {
        var sentences = new ArrayList<String>();
        for (var sentence : Sentences.split(section)) {
            sentences.add(sentence(English.sentence(sentence.text()), random));
        }
        return sentences;
    }

    /** One sentence in other words, or as it is. */
    String sentence(String written, Random random) {
        if (written.length() > LONGEST) {
            return written;
        }
        var exchanged = synonyms.exchanged(written, random);
        var recast = synonyms.recast(written, random);
        var both = synonyms.recast(exchanged, random);
        return Stream.of(both, Optional.of(exchanged), recast)
                .flatMap(Optional::stream)
                .filter(other -> !other.equals(written) && !English.flawed(other))
                .filter(other -> sameness.said(VariantKind.SIMILAR, written, other))
                .findFirst()
                .orElse(written);
    }

    /** The report as it would stand without any exchange. */
    private static String plain(Report report) {
        return Stream.of(report.findings(), report.impression())
                .filter(section -> !section.isEmpty())
                .map(
                        section ->
                                Sentences.split(section).stream()
                                        .map(Sentence::text)
                                        .map(English::sentence)
                                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }
}
