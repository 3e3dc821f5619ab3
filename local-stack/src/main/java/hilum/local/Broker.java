package hilum.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller in one, on loopback, with the settings of a small machine.
 * It formats its folder on first use and makes the topics of the catalogue that are absent. What it
 * acknowledged survives a kill, though not the loss of power: the page cache is not forced. The
 * only class that touches Kafka's internals.
 */
public final class Broker implements AutoCloseable {
    private static final int NODE = 1;
    private static final int MAX_RECORD = 5 * 1024 * 1024;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private Broker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts the node and returns when the topics exist.
     *
     * @throws IOException if the folder cannot be formatted
     */
    public static Broker start(Path folder, int port, int controllerPort) throws IOException {
        format(folder);
        KafkaConfig config = new KafkaConfig(settings(folder, port, controllerPort), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        Broker broker = new Broker(server, "127.0.0.1:" + port);
        try {
            Topics.makeAbsent(broker.bootstrapServers);
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static void format(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setDirectories(List.of(folder.toString()))
                    .setMetadataLogDirectory(folder.toString())
                    .setPrintStream(
                            new PrintStream(
                                    OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new IOException(
                    "Broker folder %s cannot be formatted: empty it, or check space and rights"
                            .formatted(folder),
                    e);
        }
    }

    private static Properties settings(Path folder, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(port, controllerPort));
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", folder.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", Integer.toString(MAX_RECORD));
        settings.put("replica.fetch.max.bytes", Integer.toString(MAX_RECORD));
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "2000");
        for (String internal :
                List.of(
                        "offsets.topic",
                        "transaction.state.log",
                        "share.coordinator.state.topic")) {
            settings.put(internal + ".num.partitions", "4");
            settings.put(internal + ".replication.factor", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("controlled.shutdown.enable", "false");
        return settings;
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Returns when the node has stopped. */
    public void awaitStop() {
        server.awaitShutdown();
    }

    /** Stops the node, its logs flushed. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
