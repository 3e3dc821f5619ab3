package hilum.eval.task;

import hilum.eval.rank.Item;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The tasks, by the numbers of the paper where it has them. */
public enum Task {
    /** 1: the report without its references to earlier studies finds the report. */
    PRIOR_OMITTED_TO_REPORT("prior-omitted-to-report", "recall@1"),
    /** 2: the findings find the impression, among the studies that have both. */
    FINDINGS_TO_IMPRESSION("findings-to-impression", "recall@10"),
    /** 3: the findings tell the impression from three impressions with one error each. */
    IMPRESSION_AMONG_ERRORS("impression-among-errors", "accuracy"),
    /** 4: the report finds itself with its abbreviations spelled out, among such reports. */
    ABBREVIATED_TO_EXPANDED("abbreviated-to-expanded", "recall@1"),
    /** The image finds the report. */
    IMAGE_TO_REPORT("image-to-report", "recall@10");

    private static final String REPORT = "report";
    private static final String FINDINGS = "findings";
    private static final String IMPRESSION = "impression";
    private static final String EXPANDED = "variant:EXPANDED-1";

    private final String label;
    private final String headline;

    Task(String label, String headline) {
        this.label = label;
        this.headline = headline;
    }

    /** Name in metrics. */
    public String label() {
        return label;
    }

    /** The measure that promotion looks at. */
    public String headline() {
        return headline;
    }

    /**
     * Whether queries are ranked against a pool, rather than a question against its own answers.
     */
    boolean isRetrieval() {
        return this != IMPRESSION_AMONG_ERRORS;
    }

    /** The candidate that a study with these items, by name, contributes. */
    Optional<Item> candidate(Map<String, Item> items) {
        return switch (this) {
            case PRIOR_OMITTED_TO_REPORT, IMAGE_TO_REPORT -> Optional.ofNullable(items.get(REPORT));
            case FINDINGS_TO_IMPRESSION ->
                    Optional.ofNullable(items.get(IMPRESSION))
                            .filter(i -> items.containsKey(FINDINGS));
            case ABBREVIATED_TO_EXPANDED -> Optional.ofNullable(items.get(EXPANDED));
            case IMPRESSION_AMONG_ERRORS -> Optional.empty();
        };
    }

    /** The queries that a study with these items, by name, contributes. */
    List<Item> queries(Map<String, Item> items) {
        return switch (this) {
            case PRIOR_OMITTED_TO_REPORT -> present(items, "variant:PRIOR_OMITTED-1");
            case IMAGE_TO_REPORT ->
                    items.values().stream().filter(i -> i.name().startsWith("image:")).toList();
            case FINDINGS_TO_IMPRESSION ->
                    items.containsKey(IMPRESSION) ? present(items, FINDINGS) : List.of();
            case ABBREVIATED_TO_EXPANDED ->
                    items.containsKey(EXPANDED) ? present(items, REPORT) : List.of();
            case IMPRESSION_AMONG_ERRORS -> List.of();
        };
    }

    private static List<Item> present(Map<String, Item> items, String name) {
        return Optional.ofNullable(items.get(name)).stream().toList();
    }

    /**
     * The question of task 3, of a study that has findings, impression and exactly three errors.
     */
    static Optional<Question> question(Map<String, Item> items) {
        List<Item> errors =
                items.values().stream().filter(i -> i.name().startsWith("variant:ERROR-")).toList();
        boolean complete =
                items.containsKey(FINDINGS)
                        && items.containsKey(IMPRESSION)
                        && errors.size() == Question.ERRORS;
        return complete
                ? Optional.of(new Question(items.get(FINDINGS), items.get(IMPRESSION), errors))
                : Optional.empty();
    }

    /** Cut-offs of recall. */
    static IntStream cutOffs() {
        return IntStream.of(1, 3, 5, 10);
    }
}
