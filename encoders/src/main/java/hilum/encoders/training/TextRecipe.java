package hilum.encoders.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How pairs are drawn from studies: summary pairs (findings to impression, with the report's own
 * errors as hard negatives) of every study, and similar pairs (a rewrite to its report) of some. A
 * batch holds pairs of one kind and of like length.
 *
 * @param epochs how often each study is drawn
 * @param batch pairs in a batch
 * @param mirrored share of the summary pairs in which an error is put into the findings too, so
 *     that the erroneous impression is the right one
 * @param similar share of the studies that give a similar pair in an epoch
 */
public record TextRecipe(int epochs, int batch, double mirrored, double similar) {
    /** Pairs are sorted by length within this many batches: like lengths, yet in random company. */
    private static final int BATCHES_SORTED_TOGETHER = 8;

    private static final String PURPOSE = "text-contrastive";

    public TextRecipe {
        if (epochs < 1
                || batch < 2
                || !(mirrored >= 0 && mirrored <= 1)
                || !(similar >= 0 && similar <= 1)) {
            throw new IllegalArgumentException(
                    "A recipe of %d epochs, batches of %d, shares %s and %s: give at least 1 epoch, 2 pairs a batch and shares from 0 to 1"
                            .formatted(epochs, batch, mirrored, similar));
        }
    }

    /**
     * The batches of all epochs in order. They follow from studies and seed alone, whatever the
     * order of the studies.
     */
    public List<List<TextPair>> batches(List<StudyTexts> studies, long seed) {
        List<StudyTexts> sorted =
                studies.stream().sorted(Comparator.comparing(StudyTexts::id)).toList();
        List<List<TextPair>> batches = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            SplittableRandom random = Draw.of(seed, PURPOSE, epoch);
            List<TextPair> summaries = new ArrayList<>();
            List<TextPair> similars = new ArrayList<>();
            for (StudyTexts study : sorted) {
                summary(study, random).ifPresent(summaries::add);
                similar(study, random).ifPresent(similars::add);
            }
            List<List<TextPair>> ofEpoch = new ArrayList<>(cut(summaries, random));
            ofEpoch.addAll(cut(similars, random));
            batches.addAll(Draw.shuffled(ofEpoch, random));
        }
        return List.copyOf(batches);
    }

    private Optional<TextPair> summary(StudyTexts study, SplittableRandom random) {
        boolean mirror = random.nextDouble() < mirrored;
        int choice = random.nextInt(1 << 16);
        if (study.findings().isEmpty() || study.impression().isEmpty()) {
            return Optional.empty();
        }
        String findings = study.findings().get();
        String impression = study.impression().get();
        List<StudyTexts.Mistake> mirrors =
                study.mistakes().stream().filter(m -> m.mirroredFindings().isPresent()).toList();
        List<String> errors =
                study.mistakes().stream().map(StudyTexts.Mistake::impression).toList();
        if (!mirror || mirrors.isEmpty()) {
            return Optional.of(new TextPair(findings, impression, errors));
        }
        StudyTexts.Mistake chosen = mirrors.get(choice % mirrors.size());
        List<String> others =
                Stream.concat(Stream.of(impression), errors.stream())
                        .filter(text -> !text.equals(chosen.impression()))
                        .toList();
        return Optional.of(
                new TextPair(chosen.mirroredFindings().orElseThrow(), chosen.impression(), others));
    }

    private Optional<TextPair> similar(StudyTexts study, SplittableRandom random) {
        boolean drawn = random.nextDouble() < similar;
        int choice = random.nextInt(1 << 16);
        if (!drawn || study.rewrites().isEmpty()) {
            return Optional.empty();
        }
        String rewrite = study.rewrites().get(choice % study.rewrites().size());
        return Optional.of(new TextPair(rewrite, study.report(), List.of()));
    }

    /** Batches of pairs of like length; one pair alone has nothing to be told from and is left. */
    private List<List<TextPair>> cut(List<TextPair> pairs, SplittableRandom random) {
        List<TextPair> shuffled = Draw.shuffled(pairs, random);
        List<List<TextPair>> batches = new ArrayList<>();
        int together = batch * BATCHES_SORTED_TOGETHER;
        for (int from = 0; from < shuffled.size(); from += together) {
            List<TextPair> chunk =
                    shuffled.subList(from, Math.min(from + together, shuffled.size())).stream()
                            .sorted(Comparator.comparingInt(TextRecipe::length))
                            .toList();
            for (int i = 0; i < chunk.size(); i += batch) {
                List<TextPair> one = chunk.subList(i, Math.min(i + batch, chunk.size()));
                if (one.size() > 1) {
                    batches.add(one);
                }
            }
        }
        return batches;
    }

    private static int length(TextPair pair) {
        return pair.query().length() + pair.positive().length();
    }
}
