package hilum.ingest.fhir.poll;

import hilum.ingest.fhir.FhirDoor;
import hilum.ingest.fhir.report.FhirJson;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls the configured server, where one is, as long as the service runs. */
@Singleton
class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final String POSITION = "fhir-position.json";

    private final PollConfig config;
    private final Path state;
    private final FhirJson fhir;
    private final FhirDoor door;
    private final MeterRegistry meters;
    private FhirServer server;
    private Thread thread;

    Poller(
            PollConfig config,
            @ConfigProperty(name = "hilum.state") Path state,
            FhirJson fhir,
            FhirDoor door,
            MeterRegistry meters) {
        this.config = config;
        this.state = state;
        this.fhir = fhir;
        this.door = door;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        config.url().ifPresent(this::poll);
    }

    private void poll(URI url) {
        String site = door.site(config.site());
        server = new FhirServer(fhir, url, config.tokenFile(), config.timeout());
        Polling polling =
                new Polling(
                        server,
                        new PageReports(fhir, door, site, server::document, meters),
                        state.resolve(POSITION),
                        new Polling.Settings(
                                config.from(),
                                config.every(),
                                config.pageSize(),
                                config.overlap(),
                                config.include(),
                                config.longestPause()),
                        meters);
        LOG.info("Polling a FHIR server: host={} site={}", url.getHost(), site);
        thread = Thread.ofPlatform().name("fhir-poll").start(polling::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join(5_000);
            server.close();
        }
    }
}
