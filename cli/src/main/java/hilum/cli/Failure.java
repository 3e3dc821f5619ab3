package hilum.cli;

import java.util.concurrent.ExecutionException;

/**
 * What a command ends with when it cannot do its work: an exit code and one line for the person.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The work failed. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** The stack is not healthy. */
    public static final int UNHEALTHY = 3;

    private final int exitCode;

    private Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The work failed: what, with which value, and what to do. */
    public static Failure failed(String message, Object... values) {
        return new Failure(FAILED, message.formatted(values));
    }

    /** An argument is wrong. */
    public static Failure usage(String message, Object... values) {
        return new Failure(USAGE, message.formatted(values));
    }

    /** The stack does not run or is not ready. */
    public static Failure unhealthy(String message, Object... values) {
        return new Failure(UNHEALTHY, message.formatted(values));
    }

    /** What ended work on another thread: its own failure, or one that names what did. */
    public static Failure of(String work, ExecutionException ended) {
        return ended.getCause() instanceof Failure failure
                ? failure
                : failed("%s failed: %s", work, ended.getCause());
    }

    public int exitCode() {
        return exitCode;
    }
}
