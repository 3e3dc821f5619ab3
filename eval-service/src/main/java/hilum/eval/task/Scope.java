package hilum.eval.task;

/**
 * What one set of figures covers.
 *
 * @param task the task
 * @param site the site whose queries and candidates count, or {@link #ALL}
 */
public record Scope(Task task, String site) {
    /** Every site together. */
    public static final String ALL = "all";
}
