package hilum.transport;

/**
 * A broker, registry, store or model endpoint that is away for now. The work is to be tried again,
 * never to be skipped or dead-lettered.
 */
public final class DependencyUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What it is called when the broker itself is away, and with it any open transaction. */
    public static final String BROKER = "broker";

    private final String dependency;

    /**
     * @param dependency what is away, as an operator knows it: vector store, schema registry,
     *     broker
     * @param cause how it shows
     */
    public DependencyUnavailable(String dependency, Throwable cause) {
        super(
                "%s is unavailable (%s): waiting and trying again"
                        .formatted(dependency, rootMessage(cause)),
                cause);
        this.dependency = dependency;
    }

    /** What is away. */
    public String dependency() {
        return dependency;
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
