package hilum.cli.demo;

import hilum.cli.demo.SentStudies.FinalStudy;
import hilum.schemas.HeldOut;
import hilum.schemas.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What retrieval without a model reaches on {@code findings-to-impression}: TF-IDF fitted on the
 * training studies, and the commonest training impressions whatever the findings say. Queries,
 * candidates, ties, duplicates, chance and interval follow the rules of the models' figures, and
 * the figures have their fields.
 */
final class Baselines {
    static final String TASK = "findings-to-impression";
    static final String PREFIX = "baseline:";
    static final String TF_IDF = PREFIX + "tf-idf";
    static final String COMMONEST = PREFIX + "commonest-impression";

    private static final List<Integer> CUT_OFFS = List.of(1, 10);
    private static final int RESAMPLES = 1000;
    private static final int TAIL = RESAMPLES * 25 / 1000;
    private static final long SEED = 20260101L;

    private final List<String> trainingTexts = new ArrayList<>();
    private final Map<String, Integer> trainingImpressions = new HashMap<>();
    private final List<FinalStudy> heldOut;
    private final List<String> hashes; // of the candidates' texts, equal for equal texts

    /**
     * Where the best right candidate stands: wrong ones above it, wrong ones level with it, right
     * ones level with it.
     */
    private record Place(int better, int tied, int own) {
        /** Probability that a right one is among the first k when ties are broken at random. */
        double recall(int k) {
            int places = Math.clamp(k - better, 0, tied + own);
            double miss = 1;
            for (int i = 0; i < places; i++) {
                miss *= (double) Math.max(tied - i, 0) / (tied + own - i);
            }
            return 1 - miss;
        }
    }

    /** Splits the studies as the trainer and the evaluation do. */
    Baselines(Collection<FinalStudy> studies) {
        for (FinalStudy study : studies) {
            if (!HeldOut.test(study.studyId())) {
                String impression = study.report().impression();
                Stream.of(study.report().findings(), impression)
                        .filter(text -> !text.isEmpty())
                        .forEach(trainingTexts::add);
                if (!impression.isEmpty()) {
                    trainingImpressions.merge(Sha256.ofText(impression), 1, Integer::sum);
                }
            }
        }
        heldOut =
                studies.stream()
                        .filter(study -> HeldOut.test(study.studyId()))
                        .filter(study -> !study.report().findings().isEmpty())
                        .filter(study -> !study.report().impression().isEmpty())
                        .sorted(Comparator.comparing(FinalStudy::studyId))
                        .toList();
        hashes = heldOut.stream().map(each -> Sha256.ofText(each.report().impression())).toList();
    }

    /** The figures of both baselines; none where no held-out study has both sections. */
    List<Map<String, Object>> metrics() {
        if (heldOut.isEmpty()) {
            return List.of();
        }
        List<Map<String, Object>> metrics = new ArrayList<>();
        metrics.addAll(figures(TF_IDF, byWords()));
        metrics.addAll(figures(COMMONEST, byFrequency()));
        return metrics;
    }

    private List<Place> byWords() {
        TfIdf words = TfIdf.fit(trainingTexts);
        List<SortedMap<String, Double>> candidates =
                heldOut.stream().map(each -> words.vector(each.report().impression())).toList();
        List<Place> places = new ArrayList<>();
        for (int query = 0; query < heldOut.size(); query++) {
            SortedMap<String, Double> findings =
                    words.vector(heldOut.get(query).report().findings());
            float[] scores = new float[candidates.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = TfIdf.cosine(findings, candidates.get(i));
            }
            places.add(place(query, scores));
        }
        return places;
    }

    private List<Place> byFrequency() {
        float[] scores = new float[hashes.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = trainingImpressions.getOrDefault(hashes.get(i), 0);
        }
        List<Place> places = new ArrayList<>();
        for (int query = 0; query < heldOut.size(); query++) {
            places.add(place(query, scores));
        }
        return places;
    }

    /** Candidates with the own text have one score, since the score depends on the words alone. */
    private Place place(int query, float[] scores) {
        int better = 0;
        int tied = 0;
        int own = 0;
        for (int i = 0; i < scores.length; i++) {
            if (hashes.get(i).equals(hashes.get(query))) {
                own++;
            } else if (scores[i] > scores[query]) {
                better++;
            } else if (scores[i] == scores[query]) {
                tied++;
            }
        }
        return new Place(better, tied, own);
    }

    private List<Map<String, Object>> figures(String model, List<Place> places) {
        List<Map<String, Object>> figures = new ArrayList<>();
        for (int k : CUT_OFFS) {
            double[] recalls = places.stream().mapToDouble(place -> place.recall(k)).toArray();
            double[] draws = resampledMeans(recalls);
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("model", model);
            figure.put("task", TASK);
            figure.put("site", "all");
            figure.put("measure", "recall@" + k);
            figure.put("value", mean(places, place -> place.recall(k)));
            figure.put("low", draws[TAIL]);
            figure.put("high", draws[RESAMPLES - 1 - TAIL]);
            figure.put("chance", mean(places, place -> atRandom(place).recall(k)));
            figure.put("n", places.size());
            figures.add(figure);
        }
        return figures;
    }

    /** The same query with all candidates level. */
    private Place atRandom(Place place) {
        return new Place(0, heldOut.size() - place.own(), place.own());
    }

    private static double mean(List<Place> places, ToDoubleFunction<Place> value) {
        return places.stream().mapToDouble(value).average().orElseThrow();
    }

    /** Means over as many studies drawn with replacement, sorted. */
    private static double[] resampledMeans(double[] values) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            for (int i = 0; i < values.length; i++) {
                means[r] += values[random.nextInt(values.length)] / values.length;
            }
        }
        Arrays.sort(means);
        return means;
    }
}
