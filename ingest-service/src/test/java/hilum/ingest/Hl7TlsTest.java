package hilum.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.ingest.hl7.Messages;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door behind TLS, where a sender shows a certificate. */
@QuarkusTest
@TestProfile(Hl7TlsTest.WithTls.class)
class Hl7TlsTest {
    private static final Path FOLDER = Path.of("target/tls");
    private static final char[] PASSWORD = "changeit".toCharArray();

    @Inject Hl7Listener listener;
    @Inject RecordedIntake intake;

    @BeforeEach
    void nothingCameYet() {
        intake.reset();
    }

    /** One key that both sides have and trust. */
    public static final class WithTls implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            makeKeys();
            Map<String, String> settings = new HashMap<>(new WithoutBroker().getConfigOverrides());
            settings.put("hilum.ingest.hl7.tls", "hl7");
            settings.put("hilum.ingest.hl7.client-certificate", "true");
            settings.put(
                    "quarkus.tls.hl7.key-store.p12.path", FOLDER.resolve("key.p12").toString());
            settings.put("quarkus.tls.hl7.key-store.p12.password", new String(PASSWORD));
            settings.put(
                    "quarkus.tls.hl7.trust-store.p12.path", FOLDER.resolve("key.p12").toString());
            settings.put("quarkus.tls.hl7.trust-store.p12.password", new String(PASSWORD));
            return settings;
        }
    }

    @Test
    void aSenderWithACertificateIsServed() throws Exception {
        try (Socket sender = connect(true)) {
            sender.getOutputStream()
                    .write(
                            ("\u000B" + Messages.oru("2.5.1") + "\u001C\r")
                                    .getBytes(StandardCharsets.UTF_8));

            StringBuilder answer = new StringBuilder();
            for (int each = sender.getInputStream().read();
                    each >= 0 && each != 0x1C;
                    each = sender.getInputStream().read()) {
                answer.append((char) each);
            }

            assertThat(answer).contains("MSA|AA|MSG-1");
        }
        assertThat(intake.events).hasSize(1);
    }

    @Test
    void aSenderWithoutOneIsNot() {
        assertThatThrownBy(
                        () -> {
                            try (Socket sender = connect(false)) {
                                sender.getOutputStream().write(0x0B);
                                if (sender.getInputStream().read() < 0) {
                                    throw new IOException("closed");
                                }
                            }
                        })
                .isInstanceOf(IOException.class);
        assertThat(intake.events).isEmpty();
    }

    private Socket connect(boolean withCertificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(FOLDER.resolve("key.p12"))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                withCertificate ? own.getKeyManagers() : new KeyManager[0],
                trusted.getTrustManagers(),
                null);
        Socket socket =
                context.getSocketFactory().createSocket("127.0.0.1", listener.port().orElseThrow());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void makeKeys() {
        try {
            Files.createDirectories(FOLDER);
            Path store = FOLDER.resolve("key.p12");
            Files.deleteIfExists(store);
            List<String> command =
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                            "-genkeypair",
                            "-alias",
                            "hl7",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-validity",
                            "30",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD));
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("keytool ended with " + exit);
            }
            // The key's certificate counts as trusted only under an entry of its own.
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            keys.setCertificateEntry("trusted", keys.getCertificate("hl7"));
            try (var out = Files.newOutputStream(store)) {
                keys.store(out, PASSWORD);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
