package hilum.local;

/** Makes the topics of the catalogue on a broker that is there, {@code HOST:PORT}, and ends. */
public final class CreateTopics {
    private CreateTopics() {}

    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("Usage: CreateTopics HOST:PORT");
            System.exit(2);
        }
        Topics.makeAbsent(args[0]);
    }
}
