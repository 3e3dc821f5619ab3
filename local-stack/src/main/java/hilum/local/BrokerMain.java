package hilum.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs one {@link Broker} until it is told to end: {@code --data DIR --port N --controller-port N}.
 */
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> options = Options.parse(args);
        Broker broker =
                Broker.start(
                        Path.of(Options.required(options, "data")),
                        Integer.parseInt(Options.required(options, "port")),
                        Integer.parseInt(Options.required(options, "controller-port")));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
        broker.awaitStop();
    }
}
