package hilum.ingest;

import hilum.ingest.erasure.DoorErasure;
import hilum.ingest.erasure.DoorRequests;
import hilum.ingest.erasure.ErasureGate;
import hilum.ingest.erasure.ErasureReader;
import hilum.ingest.erasure.ErasureRecords;
import hilum.ingest.erasure.Erasures;
import hilum.ingest.erasure.Holding;
import hilum.ingest.hl7.Hl7Config;
import hilum.ingest.hl7.Site;
import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.KafkaIntake;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.intake.StudyImages;
import hilum.ingest.intake.SubmissionReader;
import hilum.ingest.pairing.Hold;
import hilum.ingest.pairing.PairingMetrics;
import hilum.ingest.pairing.PairingTopology;
import hilum.ingest.privacy.Scrubber;
import hilum.ingest.reidentification.Register;
import hilum.ingest.reidentification.ReidentificationTable;
import hilum.ingest.senders.Deliveries;
import hilum.ingest.senders.Senders;
import hilum.ingest.senders.WaitingStudies;
import hilum.transport.ArtifactStore;
import hilum.transport.Connection;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.Topology;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the plain classes together from the configuration. */
@ApplicationScoped
class Wiring {
    @Produces
    @Singleton
    Connection connection(
            @ConfigProperty(name = "kafka.bootstrap.servers") String brokers,
            @ConfigProperty(name = "hilum.registry.url") String registry) {
        return new Connection(brokers, registry);
    }

    @Produces
    @Singleton
    ArtifactStore store(@ConfigProperty(name = "hilum.artifacts") Path folder) {
        return new ArtifactStore(folder);
    }

    /** Read at the start, so that a missing key stops the service and not the first study. */
    @Produces
    @Singleton
    @Startup
    Pseudonyms pseudonyms(@ConfigProperty(name = "hilum.pseudonym.key-file") Path key) {
        return Pseudonyms.fromFile(key);
    }

    @Produces
    @Singleton
    @DefaultBean
    Intake intake(
            Connection connection, ArtifactStore store, DoorRequests erased, MeterRegistry meters) {
        return new ErasureGate(
                new KafkaIntake(connection, PairingTopology.SERVICE),
                erased,
                new StudyImages(store),
                meters);
    }

    void close(@Disposes Intake intake) throws Exception {
        if (intake instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Produces
    @Singleton
    Admission admission(
            Pseudonyms pseudonyms, ArtifactStore store, Intake intake, Register register) {
        return new Admission(
                pseudonyms, new Scrubber(), store, intake, Clock.systemUTC(), register);
    }

    /** Opened at the start, so that a table that can't be written stops the service. */
    @Produces
    @Singleton
    @Startup
    Register register(IngestConfig config, DoorRequests erased) {
        Optional<Path> file = config.reidentification().file();
        Optional<Path> key = config.reidentification().keyFile();
        if (file.isPresent() != key.isPresent()) {
            throw new IllegalStateException(
                    "A re-identification table needs both hilum.ingest.reidentification.file and hilum.ingest.reidentification.key-file, and only one is set: set the other, or neither");
        }
        return file.isPresent()
                ? ReidentificationTable.open(file.get(), key.get(), erased::isErased)
                : Register.none();
    }

    void close(@Disposes Register register) throws Exception {
        if (register instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Produces
    @Singleton
    Senders senders(MeterRegistry meters) {
        return new Senders(meters, Clock.systemUTC());
    }

    @Produces
    @Singleton
    WaitingStudies waiting(MeterRegistry meters) {
        return new WaitingStudies(meters, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Deliveries deliveries(
            Pseudonyms pseudonyms, Hl7Config config, IngestConfig ingest, DoorRequests erased) {
        return new Deliveries(
                pseudonyms,
                new Site(config.sites(), ingest.defaultSite())::of,
                config.remember(),
                erased::isErased,
                Clock.systemUTC());
    }

    @Produces
    @Singleton
    SubmissionReader reader(IngestConfig config) {
        return new SubmissionReader(config.defaultSite());
    }

    @Produces
    @Singleton
    Erasures erasures(
            SubmissionReader reader,
            Pseudonyms pseudonyms,
            Intake intake,
            ErasureRecords records,
            IngestConfig config) {
        return new Erasures(
                new ErasureReader(reader, pseudonyms, new Scrubber()),
                intake,
                records,
                config.acknowledgeWithin(),
                Clock.systemUTC());
    }

    /** The doors answer beside the pairing, each instance for what it holds. */
    @Produces
    @Singleton
    @DefaultBean
    DoorRequests doorRequests(
            Connection connection, @ConfigProperty(name = "hilum.instance") String instance) {
        return new DoorRequests(PairingTopology.SERVICE + "/" + instance, connection);
    }

    @Produces
    @Singleton
    Holding messages(Deliveries deliveries) {
        return new Holding("messages", deliveries::forget);
    }

    @Produces
    @Singleton
    Holding identities(Register register) {
        return new Holding("re-identification lines", register::forget);
    }

    @Produces
    @Singleton
    DoorErasure doorErasure(
            DoorRequests requests,
            @All List<Holding> holdings,
            Intake intake,
            IngestConfig config) {
        return new DoorErasure(
                requests, holdings, intake, config.acknowledgeWithin(), Clock.systemUTC());
    }

    void start(@Observes StartupEvent started, DoorErasure erasure) {
        erasure.start();
    }

    /** Before broker and table are closed, which it uses. */
    void stop(@Observes ShutdownEvent stopping, DoorErasure erasure) throws InterruptedException {
        erasure.close();
    }

    @Produces
    @Singleton
    @DefaultBean
    ErasureRecords erasureRecords(Connection connection) {
        return ErasureRecords.of(connection);
    }

    @Produces
    @Singleton
    Topology topology(
            Connection connection,
            ArtifactStore store,
            IngestConfig config,
            MeterRegistry meters,
            WaitingStudies waiting) {
        return PairingTopology.build(
                connection,
                new StudyImages(store),
                new Hold(config.hold(), config.holdForImages()),
                new PairingMetrics(meters, waiting));
    }
}
