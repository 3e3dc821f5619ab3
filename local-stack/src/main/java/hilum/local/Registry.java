package hilum.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The schema registry, Apicurio, as a process: on loopback, its schemas in an H2 file that is
 * forced to disk before a registration is acknowledged, since an id that is given twice would make
 * events unreadable.
 */
final class Registry {
    static final String NAME = "registry";

    private Registry() {}

    /** Arguments of {@code java}. */
    static List<String> arguments(String jar, Path data, Ports ports) {
        return List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ports.registry(),
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + ports.registryManagement(),
                "-Dquarkus.log.level=WARN",
                "-Dquarkus.otel.sdk.disabled=true",
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=h2",
                "-Dapicurio.datasource.url=jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                        .formatted(data.resolve("schemas")),
                "-Dapicurio.datasource.jdbc.initial-size=2",
                "-Dapicurio.datasource.jdbc.min-size=2",
                "-Dapicurio.datasource.jdbc.max-size=8",
                "-jar",
                jar);
    }

    /** Answers 200 when schemas can be registered. */
    static URI health(Ports ports) {
        return URI.create(
                "http://127.0.0.1:%d/apis/registry/v3/system/info".formatted(ports.registry()));
    }
}
