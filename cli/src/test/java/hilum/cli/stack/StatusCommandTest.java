package hilum.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import hilum.cli.Output;
import hilum.local.Home;
import hilum.local.Ports;
import hilum.local.Service;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
    @TempDir Path folder;

    /** A stack whose ingest-service listens on the port. */
    private StackClient stack(int port) {
        Ports any = new Ports(Ports.DEFAULT_BASE);
        return new StackClient(
                new Home(folder), new Ports(port - any.of(Service.INGEST) + any.base()));
    }

    /** Below the request's own timeout of two minutes, above the patience for one answer. */
    @Test
    @Timeout(40)
    void aServiceThatAcceptsAndNeverAnswersIsGivenUpAfterSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(stack(silent.getLocalPort()).ask(Service.INGEST, "/senders")).isEmpty();
        }
    }

    @Test
    @Timeout(40)
    void soIsOneThatBreaksOffAfterItsHeaders() throws IOException {
        HttpServer halting =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        halting.createContext(
                "/senders",
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    OutputStream out = exchange.getResponseBody();
                    out.write("{\"senders\": [".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                });
        halting.start();
        try {
            long begun = System.nanoTime();

            assertThat(stack(halting.getAddress().getPort()).ask(Service.INGEST, "/senders"))
                    .isEmpty();

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThanOrEqualTo(StackClient.SOON);
        } finally {
            halting.stop(0);
        }
    }

    @Test
    void theStatusSaysWhoHasNotAnswered() throws IOException {
        String status =
                """
                {"processes": [{"name": "broker"}, {"name": "ingest-service"}],
                 "lag": {}, "liveModel": "none", "intake": null, "variants": null}""";

        assertThat(StatusCommand.text(Output.JSON.readTree(status)))
                .contains(
                        "what came from each sender unknown: ingest-service has not answered within 5 s, see hilum logs ingest-service")
                .doesNotContain("variant-service");
    }
}
