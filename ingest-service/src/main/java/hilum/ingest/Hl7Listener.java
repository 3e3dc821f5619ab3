package hilum.ingest;

import hilum.ingest.hl7.Hl7Config;
import hilum.ingest.hl7.Hl7Door;
import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.mllp.AddressRange;
import hilum.ingest.mllp.MllpServer;
import hilum.ingest.mllp.MllpSettings;
import hilum.ingest.senders.Deliveries;
import hilum.ingest.senders.Senders;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the HL7 door when the service starts and closes it first when it stops. */
@Singleton
class Hl7Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Hl7Listener.class);

    private final Hl7Config config;
    private final TlsConfigurationRegistry certificates;
    private final Hl7Door door;
    private final MeterRegistry meters;
    private MllpServer server;

    Hl7Listener(
            Hl7Config config,
            IngestConfig ingest,
            TlsConfigurationRegistry certificates,
            Pseudonyms pseudonyms,
            Admission admission,
            Intake intake,
            MeterRegistry meters,
            Senders senders,
            Deliveries deliveries) {
        this.config = config;
        this.certificates = certificates;
        this.meters = meters;
        door =
                Hl7Door.of(
                        config,
                        ingest.defaultSite(),
                        ingest.acknowledgeWithin(),
                        pseudonyms,
                        admission,
                        intake,
                        meters,
                        senders,
                        deliveries);
    }

    void open(@Observes StartupEvent started) {
        if (!config.enabled()) {
            return;
        }
        MllpSettings settings =
                new MllpSettings(
                        config.host(),
                        config.port(),
                        Math.toIntExact(config.maxMessage().asLongValue()),
                        config.maxConnections(),
                        config.idle(),
                        config.messageWithin(),
                        config.window(),
                        config.allowedAddresses().orElse(List.of()).stream()
                                .map(AddressRange::of)
                                .toList(),
                        config.clientCertificate());
        server = MllpServer.start(settings, config.tls().map(this::context), door, meters);
        LOG.info(
                "HL7 v2 over MLLP: host={} port={} tls={}",
                config.host(),
                server.port(),
                config.tls().orElse("none"));
    }

    private SSLContext context(String name) {
        try {
            return certificates
                    .get(name)
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            "TLS configuration %s does not exist: set quarkus.tls.%s.key-store… or leave hilum.ingest.hl7.tls out"
                                                    .formatted(name, name)))
                    .createSSLContext();
        } catch (IllegalStateException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(
                    "TLS configuration %s can't be used (%s): check quarkus.tls.%s.*"
                            .formatted(name, e.getMessage(), name),
                    e);
        }
    }

    /** The port that is bound, while the door is open. */
    Optional<Integer> port() {
        return Optional.ofNullable(server).map(MllpServer::port);
    }

    void close(@Observes ShutdownEvent stopping) {
        if (server != null) {
            server.close();
        }
    }
}
