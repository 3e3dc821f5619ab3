package hilum.eval.task;

import hilum.eval.rank.Bootstrap;
import hilum.eval.rank.Placed;
import hilum.eval.rank.Ratio;
import hilum.eval.rank.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The grades of every query of one scope, and the figures made from them.
 *
 * @param measures names, in the order of the grades' values
 * @param grades one a query
 * @param candidates candidates of each query
 */
record Sheet(List<String> measures, List<Grade> grades, int candidates) {
    private static final String STRICT = "-strict";
    private static final List<String> RECALLS = recalls();
    private static final List<String> ACCURACIES =
            List.of("accuracy", "accuracy-chance", "accuracy-swapped");

    private static List<String> recalls() {
        List<String> names = new ArrayList<>();
        Task.cutOffs().forEach(k -> names.add("recall@" + k));
        Task.cutOffs().forEach(k -> names.add("recall@" + k + STRICT));
        return List.copyOf(names);
    }

    /** Grades of queries in a pool. */
    static Sheet ofRanks(List<Placed> placed) {
        List<Grade> grades = new ArrayList<>();
        for (Placed each : placed) {
            double[] values =
                    DoubleStream.concat(
                                    Task.cutOffs().mapToDouble(each.aware()::recall),
                                    Task.cutOffs().mapToDouble(each.strict()::recall))
                            .toArray();
            int n = each.candidates();
            double[] chances =
                    DoubleStream.concat(
                                    Task.cutOffs()
                                            .mapToDouble(k -> Standing.chance(n, each.right(), k)),
                                    Task.cutOffs().mapToDouble(k -> Standing.chance(n, 1, k)))
                            .toArray();
            grades.add(new Grade(each.query().study(), each.query().name(), values, chances));
        }
        return new Sheet(RECALLS, grades, placed.isEmpty() ? 0 : placed.getFirst().candidates());
    }

    /**
     * Grades of questions, by study. The swapped control asks with the findings of the next study
     * in the order of study ids, cyclic, whose findings have another text.
     */
    static Sheet ofQuestions(NavigableMap<String, Question> questions) {
        List<Question> inOrder = List.copyOf(questions.values());
        List<Grade> grades = new ArrayList<>();
        for (int i = 0; i < inOrder.size(); i++) {
            Question question = inOrder.get(i);
            double swapped = Double.NaN;
            for (int step = 1; step < inOrder.size() && Double.isNaN(swapped); step++) {
                var other = inOrder.get((i + step) % inOrder.size()).findings();
                if (!other.textHash().equals(question.findings().textHash())) {
                    swapped = question.credit(other);
                }
            }
            double[] values = {question.credit(question.findings()), Question.CHANCE, swapped};
            double[] chances = {Question.CHANCE, Question.CHANCE, Question.CHANCE};
            String study = question.findings().study();
            grades.add(new Grade(study, question.findings().name(), values, chances));
        }
        return new Sheet(ACCURACIES, grades, 1 + Question.ERRORS);
    }

    /** Studies with a query, in order. */
    List<String> studies() {
        return List.copyOf(
                grades.stream().map(Grade::study).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** A measure over these studies. */
    Ratio ratio(String measure, List<String> studies) {
        int column = measures.indexOf(measure);
        Map<String, Integer> rows = new HashMap<>();
        studies.forEach(study -> rows.put(study, rows.size()));
        double[] sums = new double[studies.size()];
        int[] counts = new int[studies.size()];
        for (Grade grade : grades) {
            Integer row = rows.get(grade.study());
            double value = grade.values()[column];
            if (row != null && !Double.isNaN(value)) {
                sums[row] += value;
                counts[row]++;
            }
        }
        return new Ratio(sums, counts);
    }

    /** Mean chance of a measure over the queries that it applies to. */
    double chance(String measure) {
        int column = measures.indexOf(measure);
        return grades.stream()
                .filter(grade -> !Double.isNaN(grade.values()[column]))
                .mapToDouble(grade -> grade.chances()[column])
                .average()
                .orElse(Double.NaN);
    }

    /** Only the queries that the other sheet has as well. */
    Sheet common(Sheet other) {
        Set<List<String>> theirs = new HashSet<>();
        other.grades.forEach(grade -> theirs.add(List.of(grade.study(), grade.query())));
        return new Sheet(
                measures,
                grades.stream()
                        .filter(grade -> theirs.contains(List.of(grade.study(), grade.query())))
                        .toList(),
                candidates);
    }

    /** Every measure that has a query. */
    List<Figure> figures(Scope scope) {
        if (grades.isEmpty()) {
            return List.of();
        }
        List<String> studies = studies();
        List<Ratio> ratios = measures.stream().map(measure -> ratio(measure, studies)).toList();
        Bootstrap bootstrap = new Bootstrap(ratios, Bootstrap.RESAMPLES);
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < ratios.size(); i++) {
            Ratio ratio = ratios.get(i);
            if (ratio.queries() > 0) {
                var interval = bootstrap.of(i, Bootstrap.COVERAGE);
                figures.add(
                        new Figure(
                                scope,
                                measures.get(i),
                                ratio.value(),
                                interval.low(),
                                interval.high(),
                                chance(measures.get(i)),
                                ratio.queries(),
                                candidates));
            }
        }
        return figures;
    }
}
