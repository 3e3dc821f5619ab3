package hilum.transport.http;

/** Ends a request with problem details. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /**
     * @param status HTTP status
     * @param type one word: the last part of the problem's type
     * @param title the kind in words
     * @param field the field at fault, or null
     * @param detail what failed, with which value, and what to do
     */
    public ProblemException(int status, String type, String title, String field, String detail) {
        super(detail);
        problem = new Problem("/problems/" + type, title, status, detail, field);
    }

    /** The body to answer with. */
    public Problem problem() {
        return problem;
    }
}
