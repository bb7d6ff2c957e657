<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>BackupSection</name>
    <message>
        <source>A passphrase needs at least %1 characters.</source>
        <translation>Eine Passphrase braucht mindestens %1 Zeichen.</translation>
    </message>
    <message>
        <source>The passphrases do not match. Try again.</source>
        <translation>Die Passphrasen stimmen nicht überein. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>write-protected</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message>
        <source>cannot be written to</source>
        <translation>nicht beschreibbar</translation>
    </message>
    <message>
        <source>full</source>
        <translation>voll</translation>
    </message>
    <message>
        <source>Passphrase (min. %1 characters)</source>
        <translation>Passphrase (mind. %1 Zeichen)</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>Dieselbe Passphrase noch einmal</translation>
    </message>
    <message>
        <source>There is no backup yet. Exams finished: %1.</source>
        <translation>Es gibt noch keine Datensicherung. Abgeschlossene Untersuchungen: %1.</translation>
    </message>
    <message>
        <source>Last backup: %1. Exams finished since: %2.</source>
        <translation>Letzte Sicherung: %1. Seitdem abgeschlossene Untersuchungen: %2.</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>Sicherung wiederherstellen</translation>
    </message>
    <message>
        <source>Back up to a stick</source>
        <translation>Auf einen Stick sichern</translation>
    </message>
    <message>
        <source>Backing up (exams: %1)</source>
        <translation>Sicherung läuft (Untersuchungen: %1)</translation>
    </message>
    <message>
        <source>Insert a USB stick.</source>
        <translation>Stecken Sie einen USB-Stick ein.</translation>
    </message>
    <message>
        <source>Written: %1. Keep the passphrase elsewhere than the stick.</source>
        <translation>Geschrieben: %1. Bewahren Sie die Passphrase getrennt vom Stick auf.</translation>
    </message>
</context>
<context>
    <name>BoardNote</name>
    <message>
        <source>Weak power supply: use the device&apos;s own.</source>
        <translation>Netzteil zu schwach: das des Geräts verwenden.</translation>
    </message>
    <message>
        <source>Too much current: unplug what is not needed.</source>
        <translation>Zu viel Strom: Unnötiges abstecken.</translation>
    </message>
    <message>
        <source>The device is hot: keep its vents clear.</source>
        <translation>Das Gerät ist heiß: die Lüftung frei halten.</translation>
    </message>
    <message>
        <source>Low battery: plug in the power supply.</source>
        <translation>Akku schwach: das Netzteil anschließen.</translation>
    </message>
    <message>
        <source>Fewer findings, heatmap when frozen.</source>
        <translation>Weniger Befunde, Heatmap beim Einfrieren.</translation>
    </message>
    <message>
        <source>The analysis is slow.</source>
        <translation>Die Analyse ist langsam.</translation>
    </message>
</context>
<context>
    <name>BodyMap</name>
    <message>
        <source>front</source>
        <translation>vorne</translation>
    </message>
    <message>
        <source>back</source>
        <translation>hinten</translation>
    </message>
</context>
<context>
    <name>CaliperScreen</name>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Tap the first point</source>
        <translation>Ersten Punkt antippen</translation>
    </message>
    <message>
        <source>Tap the second point</source>
        <translation>Zweiten Punkt antippen</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>The scale of this image is unknown, so nothing can be measured on it. Set the scale on the live image first, then take the image again.</source>
        <translation>Der Maßstab dieses Bildes ist unbekannt, daher lässt sich darauf nichts messen. Setzen Sie zuerst am Live-Bild den Maßstab und nehmen Sie das Bild dann neu auf.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Thickness</source>
        <comment>measure it</comment>
        <translation>Dicke</translation>
    </message>
    <message>
        <source>Distance</source>
        <comment>measure it</comment>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichert …</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>CaliperTexts</name>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>no scale</source>
        <translation>kein Maßstab</translation>
    </message>
    <message>
        <source>proposed</source>
        <comment>by the program</comment>
        <translation>Vorschlag</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>Muscle, %1</source>
        <translation>Muskel, %1</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Abstand</translation>
    </message>
</context>
<context>
    <name>ClipThumbnail</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>ClockSection</name>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Time server</source>
        <translation>Zeitserver</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>on, the clock is set</source>
        <translation>ein, die Uhr ist gestellt</translation>
    </message>
    <message>
        <source>on, not reached yet</source>
        <translation>ein, noch nicht erreicht</translation>
    </message>
    <message>
        <source>The clock of this machine is not set from here. Use its own settings.</source>
        <translation>Die Uhr dieses Rechners wird hier nicht gestellt. Nutzen Sie seine eigenen Einstellungen.</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Bitte warten …</translation>
    </message>
    <message>
        <source>Choose the time zone</source>
        <translation>Zeitzone wählen</translation>
    </message>
    <message>
        <source>Time server: on</source>
        <translation>Zeitserver: ein</translation>
    </message>
    <message>
        <source>Time server: off</source>
        <translation>Zeitserver: aus</translation>
    </message>
    <message>
        <source>tap to change</source>
        <translation>zum Ändern tippen</translation>
    </message>
    <message>
        <source>Set date and time by hand</source>
        <translation>Datum und Uhrzeit von Hand stellen</translation>
    </message>
    <message>
        <source>switches the time server off</source>
        <translation>schaltet den Zeitserver aus</translation>
    </message>
    <message>
        <source>Date, time: YYYYMMDDhhmm</source>
        <translation>Datum, Zeit: JJJJMMTThhmm</translation>
    </message>
    <message>
        <source>All regions</source>
        <translation>Alle Regionen</translation>
    </message>
</context>
<context>
    <name>CopyProgress</name>
    <message>
        <source>Stopping…</source>
        <translation>Wird abgebrochen …</translation>
    </message>
    <message>
        <source>%1: all is written, please wait until it is kept…</source>
        <translation>%1: alles geschrieben, bitte warten, bis es gesichert ist …</translation>
    </message>
    <message>
        <source>%1: %2 of %3 MB</source>
        <translation>%1: %2 von %3 MB</translation>
    </message>
    <message>
        <source>%1: please wait…</source>
        <translation>%1: bitte warten …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>yyyy-MM-dd HH:mm</source>
        <comment>date and time</comment>
        <translation>dd.MM.yyyy HH:mm</translation>
    </message>
    <message>
        <source>yyyy-MM-dd</source>
        <comment>date</comment>
        <translation>dd.MM.yyyy</translation>
    </message>
    <message>
        <source>HH:mm</source>
        <comment>time</comment>
        <translation>HH:mm</translation>
    </message>
</context>
<context>
    <name>DecommissionSection</name>
    <message>
        <source>All exams on this device (%1) become unreadable for good: their keys are destroyed, then the exams. Nobody can undo this.</source>
        <translation>Alle Untersuchungen auf diesem Gerät (%1) werden endgültig unlesbar: erst werden die Schlüssel zerstört, dann die Untersuchungen. Niemand kann das rückgängig machen.</translation>
    </message>
    <message>
        <source>There is no backup.</source>
        <translation>Es gibt keine Datensicherung.</translation>
    </message>
    <message>
        <source>Last backup: %1. Exams finished since: %2.</source>
        <translation>Letzte Sicherung: %1. Seitdem abgeschlossene Untersuchungen: %2.</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>%1 eintippen zum Bestätigen</translation>
    </message>
    <message>
        <source>Destroy all exams</source>
        <translation>Alle Untersuchungen zerstören</translation>
    </message>
    <message>
        <source>press and hold for three seconds</source>
        <translation>drei Sekunden gedrückt halten</translation>
    </message>
    <message>
        <source>Flash memory may keep old blocks that no program reaches. What protects the exams is that their keys are gone. For more, destroy the medium.</source>
        <translation>Flash-Speicher kann alte Blöcke behalten, an die kein Programm kommt. Geschützt sind die Untersuchungen dadurch, dass ihre Schlüssel zerstört sind. Für mehr: den Datenträger zerstören.</translation>
    </message>
</context>
<context>
    <name>DecommissionedScreen</name>
    <message>
        <source>Destroying…</source>
        <translation>Wird zerstört …</translation>
    </message>
    <message>
        <source>Decommissioned</source>
        <translation>Außer Betrieb</translation>
    </message>
    <message>
        <source>Not proven</source>
        <translation>Nicht nachgewiesen</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Bitte warten …</translation>
    </message>
    <message>
        <source>The exams of this device cannot be read any longer.</source>
        <translation>Die Untersuchungen dieses Geräts sind nicht mehr lesbar.</translation>
    </message>
    <message>
        <source>Not every check was passed. Have the medium destroyed.</source>
        <translation>Nicht jede Prüfung wurde bestanden. Lassen Sie den Datenträger zerstören.</translation>
    </message>
    <message>
        <source>Files overwritten and removed: %1, keys first. Checks passed: %2 of %3.</source>
        <translation>Überschriebene und gelöschte Dateien: %1, zuerst die Schlüssel. Bestandene Prüfungen: %2 von %3.</translation>
    </message>
    <message>
        <source>SHA-256 of the database before: %1</source>
        <translation>SHA-256 der Datenbank davor: %1</translation>
    </message>
    <message>
        <source>Write the proof to a stick</source>
        <translation>Nachweis auf einen Stick schreiben</translation>
    </message>
    <message>
        <source>Insert a stick that can be written to.</source>
        <translation>Stecken Sie einen beschreibbaren Stick ein.</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>press and hold</source>
        <translation>gedrückt halten</translation>
    </message>
    <message>
        <source>When it is started again, this is a new device that asks for a new PIN.</source>
        <translation>Nach dem nächsten Start ist dies ein neues Gerät, das nach einer neuen PIN fragt.</translation>
    </message>
</context>
<context>
    <name>DeleteExam</name>
    <message>
        <source>Why is this exam deleted? %1.</source>
        <translation>Warum wird diese Untersuchung gelöscht? %1.</translation>
    </message>
    <message>
        <source>Why is this exam deleted? It may be nowhere else.</source>
        <translation>Warum wird diese Untersuchung gelöscht? Sie ist vielleicht nirgends sonst.</translation>
    </message>
    <message>
        <source>Its images are gone for good. The audit trail keeps the reason.</source>
        <translation>Ihre Bilder sind dann für immer weg. Das Prüfprotokoll behält den Grund.</translation>
    </message>
    <message>
        <source>Hold to delete</source>
        <translation>Zum Löschen gedrückt halten</translation>
    </message>
    <message>
        <source>The exam was not deleted</source>
        <translation>Die Untersuchung wurde nicht gelöscht</translation>
    </message>
</context>
<context>
    <name>Deliveries</name>
    <message>
        <source>A stick keeps it under the earlier patient: export it there again.</source>
        <translation>Ein Stick hat sie noch unter dem früheren Patienten: dort noch einmal exportieren.</translation>
    </message>
    <message>
        <source>It is sent with the new patient from now on.</source>
        <translation>Sie wird ab jetzt mit dem neuen Patienten gesendet.</translation>
    </message>
    <message>
        <source>%1 keeps it under the earlier patient: have it deleted there, then send it again.</source>
        <translation>%1 hat sie noch unter dem früheren Patienten: dort löschen lassen, dann erneut senden.</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Nicht zugestellt</translation>
    </message>
    <message>
        <source>Not delivered, is being sent</source>
        <translation>Nicht zugestellt, wird gesendet</translation>
    </message>
    <message>
        <source>Not delivered: %1</source>
        <translation>Nicht zugestellt: %1</translation>
    </message>
    <message>
        <source>On a stick, %1</source>
        <translation>Auf einem Stick, %1</translation>
    </message>
    <message>
        <source>Delivered to %1, %2</source>
        <translation>An %1 zugestellt, %2</translation>
    </message>
    <message>
        <source>On a stick under an earlier patient</source>
        <translation>Auf einem Stick unter einem früheren Patienten</translation>
    </message>
    <message>
        <source>Sent to %1 under an earlier patient</source>
        <translation>An %1 gesendet, unter einem früheren Patienten</translation>
    </message>
    <message>
        <source>Exported %1, arrival not recorded</source>
        <translation>Exportiert %1, Ankunft nicht vermerkt</translation>
    </message>
    <message>
        <source>Only on this device</source>
        <translation>Nur auf diesem Gerät</translation>
    </message>
    <message>
        <source>%1 does not respond</source>
        <translation>%1 antwortet nicht</translation>
    </message>
    <message>
        <source>%1 did not store everything</source>
        <translation>%1 hat nicht alles gespeichert</translation>
    </message>
    <message>
        <source>connection to %1 lost</source>
        <translation>Verbindung zu %1 verloren</translation>
    </message>
    <message>
        <source>no encrypted connection to %1</source>
        <translation>%1 nicht verschlüsselt</translation>
    </message>
    <message>
        <source>sending failed</source>
        <translation>Senden misslungen</translation>
    </message>
</context>
<context>
    <name>DepthScale</name>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
</context>
<context>
    <name>DeviceSection</name>
    <message>
        <source>Probe or grabber</source>
        <translation>Schallkopf oder Grabber</translation>
    </message>
    <message>
        <source>Device profile</source>
        <translation>Geräteprofil</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>known</source>
        <translation>bekannt</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Maßstab</translation>
    </message>
    <message>
        <source>%1 mm per pixel</source>
        <translation>%1 mm pro Pixel</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>not validated on this device</source>
        <translation>auf diesem Gerät nicht validiert</translation>
    </message>
    <message>
        <source>validated at a site</source>
        <translation>an einem Standort validiert</translation>
    </message>
    <message>
        <source>validated on simulated images</source>
        <translation>an simulierten Bildern validiert</translation>
    </message>
    <message>
        <source>validated by the maker</source>
        <translation>vom Hersteller validiert</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Release</translation>
    </message>
    <message>
        <source>none: run from its source</source>
        <translation>keines: aus dem Quelltext gestartet</translation>
    </message>
    <message>
        <source>%1, still on trial</source>
        <translation>%1, noch in Erprobung</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Platine</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>NMD-AssistNet assists with muscle ultrasound and never diagnoses. For research use only.</source>
        <translation>NMD-AssistNet unterstützt beim Muskelultraschall und stellt nie eine Diagnose. Nur für die Forschung.</translation>
    </message>
</context>
<context>
    <name>DifferenceTexts</name>
    <message>
        <source>Brightness</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Sättigung</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>Farbton</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Verstärkung</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Belichtung</translation>
    </message>
    <message>
        <source>Automatic gain</source>
        <translation>Automatische Verstärkung</translation>
    </message>
    <message>
        <source>Automatic exposure</source>
        <translation>Automatische Belichtung</translation>
    </message>
    <message>
        <source>Backlight compensation</source>
        <translation>Gegenlichtkorrektur</translation>
    </message>
    <message>
        <source>RGB range</source>
        <translation>RGB-Bereich</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Preset</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>Frequenz</translation>
    </message>
    <message>
        <source>Dynamic range</source>
        <translation>Dynamikbereich</translation>
    </message>
    <message>
        <source>Image width</source>
        <translation>Bildbreite</translation>
    </message>
    <message>
        <source>Image height</source>
        <translation>Bildhöhe</translation>
    </message>
    <message>
        <source>Millimetres per pixel</source>
        <translation>Millimeter pro Pixel</translation>
    </message>
    <message>
        <source>Mirrored</source>
        <translation>Seitenverkehrt</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>The validation expired on %1.</source>
        <translation>Die Validierung ist am %1 abgelaufen.</translation>
    </message>
    <message>
        <source>The clock is wrong: %1.</source>
        <translation>Die Uhr geht falsch: %1.</translation>
    </message>
    <message>
        <source>Whether the ultrasound image still has the size that was recorded is unknown.</source>
        <translation>Ob das Ultraschallbild noch die gespeicherte Größe hat, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>The ultrasound image on the scanner&apos;s screen has another shape: depth, zoom or preset was changed.</source>
        <translation>Das Ultraschallbild auf dem Bildschirm des Ultraschallgeräts hat eine andere Form: Tiefe, Zoom oder Preset wurde geändert.</translation>
    </message>
    <message>
        <source>%1 on the scanner&apos;s screen cannot be compared.</source>
        <translation>%1 auf dem Bildschirm des Ultraschallgeräts kann nicht verglichen werden.</translation>
    </message>
    <message>
        <source>%1 on the scanner&apos;s screen was not recorded before.</source>
        <translation>%1 auf dem Bildschirm des Ultraschallgeräts war vorher nicht erfasst.</translation>
    </message>
    <message>
        <source>%1 on the scanner&apos;s screen has changed.</source>
        <translation>%1 auf dem Bildschirm des Ultraschallgeräts hat sich geändert.</translation>
    </message>
    <message>
        <source>%1 is unknown instead of %2.</source>
        <translation>%1 ist unbekannt statt %2.</translation>
    </message>
    <message>
        <source>%1 is %2 and was not recorded before.</source>
        <translation>%1 ist %2 und war zuvor nicht erfasst.</translation>
    </message>
    <message>
        <source>The validation no longer holds</source>
        <translation>Die Validierung gilt nicht mehr</translation>
    </message>
    <message>
        <source>A setting has changed</source>
        <translation>Eine Einstellung hat sich geändert</translation>
    </message>
    <message>
        <source>Have the device validated again, or set the clock.</source>
        <translation>Lassen Sie das Gerät neu validieren oder stellen Sie die Uhr.</translation>
    </message>
    <message>
        <source>Set it back, or set the scale again.</source>
        <translation>Stellen Sie es zurück oder stellen Sie den Maßstab neu ein.</translation>
    </message>
    <message>
        <source>Set it back, or have the device validated again.</source>
        <translation>Stellen Sie es zurück oder lassen Sie das Gerät neu validieren.</translation>
    </message>
    <message>
        <source>%1 is %2 instead of %3.</source>
        <translation>%1 ist %2 statt %3.</translation>
    </message>
</context>
<context>
    <name>DiscardClip</name>
    <message>
        <source>Why is this clip discarded?</source>
        <translation>Warum wird dieser Clip verworfen?</translation>
    </message>
    <message>
        <source>It is gone for good. The audit trail keeps the reason.</source>
        <translation>Er ist danach endgültig gelöscht. Das Prüfprotokoll behält den Grund.</translation>
    </message>
    <message>
        <source>Hold to discard and take another</source>
        <translation>Halten: verwerfen, neu aufnehmen</translation>
    </message>
    <message>
        <source>Hold to discard</source>
        <translation>Zum Verwerfen halten</translation>
    </message>
    <message>
        <source>The clip was not discarded</source>
        <translation>Der Clip wurde nicht verworfen</translation>
    </message>
</context>
<context>
    <name>DiscardImage</name>
    <message>
        <source>Why is this image discarded?</source>
        <translation>Warum wird dieses Bild verworfen?</translation>
    </message>
    <message>
        <source>It is gone for good. The audit trail keeps the reason.</source>
        <translation>Es ist endgültig weg. Der Grund bleibt im Prüfprotokoll.</translation>
    </message>
    <message>
        <source>Hold to discard and take another</source>
        <translation>Halten: verwerfen, neu aufnehmen</translation>
    </message>
    <message>
        <source>Hold to discard</source>
        <translation>Zum Verwerfen halten</translation>
    </message>
    <message>
        <source>The image was not discarded</source>
        <translation>Das Bild wurde nicht verworfen</translation>
    </message>
</context>
<context>
    <name>Done</name>
    <message>
        <source>Finished and saved</source>
        <translation>Fertig und gespeichert</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Next patient</source>
        <translation>Nächster Patient</translation>
    </message>
</context>
<context>
    <name>DriftScreen</name>
    <message>
        <source>Brightness of the images (echo intensity)</source>
        <translation>Helligkeit der Bilder (Echointensität)</translation>
    </message>
    <message>
        <source>Width of the speckle across the image</source>
        <translation>Breite des Speckles quer zum Bild</translation>
    </message>
    <message>
        <source>Length of the speckle in depth</source>
        <translation>Länge des Speckles in der Tiefe</translation>
    </message>
    <message>
        <source>Contrast of the speckle</source>
        <translation>Kontrast des Speckles</translation>
    </message>
    <message>
        <source>Fine structure of the speckle</source>
        <translation>Feinstruktur des Speckles</translation>
    </message>
    <message>
        <source>Dark stripes through the image</source>
        <translation>Dunkle Streifen durch das Bild</translation>
    </message>
    <message>
        <source>Finest detail across the image</source>
        <translation>Feinste Einzelheiten quer durch das Bild</translation>
    </message>
    <message>
        <source>Fine detail across the image</source>
        <translation>Feine Einzelheiten quer durch das Bild</translation>
    </message>
    <message>
        <source>Dark stripes below the skin</source>
        <translation>Dunkle Streifen unter der Haut</translation>
    </message>
    <message>
        <source>Scale of the images (mm per pixel)</source>
        <translation>Maßstab der Bilder (mm pro Pixel)</translation>
    </message>
    <message>
        <source>Shape of the ultrasound image on the screen</source>
        <translation>Form des Ultraschallbildes auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Scores of the network</source>
        <translation>Werte des Netzes</translation>
    </message>
    <message>
        <source>Share of images not judged</source>
        <translation>Anteil der nicht beurteilten Bilder</translation>
    </message>
    <message>
        <source>above the reference</source>
        <translation>über der Referenz</translation>
    </message>
    <message>
        <source>below the reference</source>
        <translation>unter der Referenz</translation>
    </message>
    <message>
        <source>Look at the image of the probe in air and test its elements: a dark stripe stays at the same place.</source>
        <translation>Sehen Sie sich das Bild des Schallkopfs in Luft an und prüfen Sie seine Elemente: Ein dunkler Streifen bleibt an derselben Stelle.</translation>
    </message>
    <message>
        <source>Compare the scanner&apos;s preset (depth, frequency, grey map, dynamic range) with the one that was validated.</source>
        <translation>Vergleichen Sie das Preset des Ultraschallgeräts (Tiefe, Frequenz, Graukurve, Dynamik) mit dem validierten.</translation>
    </message>
    <message>
        <source>Compare gain and time gain with the validated preset; where they are the same, more patients may be ill.</source>
        <translation>Vergleichen Sie Verstärkung und Tiefenausgleich mit dem validierten Preset; sind sie gleich, können mehr Patienten krank sein.</translation>
    </message>
    <message>
        <source>Look at why images are not judged: gel, pressure, placing of the region.</source>
        <translation>Sehen Sie nach, warum Bilder nicht beurteilt werden: Gel, Druck, Lage des Bereichs.</translation>
    </message>
    <message>
        <source>Only the score moved: ask whether other patients are examined than before, and compare with the assessments.</source>
        <translation>Nur die Werte des Netzes haben sich verschoben: Klären Sie, ob andere Patienten untersucht werden als vorher, und vergleichen Sie mit den Beurteilungen.</translation>
    </message>
    <message>
        <source>Device check</source>
        <translation>Geräteprüfung</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Since patient %1 of those counted, over %2 patients (%3 images).</source>
        <translation>Seit dem gezählten Patienten Nr. %1, über %2 Patienten (%3 Bilder).</translation>
    </message>
    <message>
        <source>The findings of exams stay as they are. After &quot;Dealt with&quot;, watching begins anew and reports again if nothing has changed.</source>
        <translation>Die Befunde der Untersuchungen bleiben, wie sie sind. Nach „Erledigt“ beginnt die Überwachung neu und meldet sich wieder, wenn sich nichts geändert hat.</translation>
    </message>
    <message>
        <source>A supervisor says that it was dealt with: close this, open the check again and enter a supervisor&apos;s PIN.</source>
        <translation>Dass sie erledigt ist, bestätigt die Leitung: schließen, die Prüfung neu öffnen und die PIN der Leitung eingeben.</translation>
    </message>
    <message>
        <source>Not saved. Please try again.</source>
        <translation>Nicht gespeichert. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dealt with</source>
        <translation>Erledigt</translation>
    </message>
</context>
<context>
    <name>ErrorMessages</name>
    <message>
        <source>The PIN is incorrect.</source>
        <translation>Die PIN ist falsch.</translation>
    </message>
    <message>
        <source>The PIN is incorrect. Try again in %1 s.</source>
        <translation>Die PIN ist falsch. Nächster Versuch in %1 s.</translation>
    </message>
    <message>
        <source>Too many incorrect PINs. Try again in %1 s.</source>
        <translation>Zu viele falsche PINs. Nächster Versuch in %1 s.</translation>
    </message>
    <message>
        <source>The recovery key is incorrect.</source>
        <translation>Der Notfallschlüssel ist falsch.</translation>
    </message>
    <message>
        <source>The recovery key is incorrect. Try again in %1 s.</source>
        <translation>Der Notfallschlüssel ist falsch. Nächster Versuch in %1 s.</translation>
    </message>
    <message>
        <source>The recovery key was mistyped. It has %1 letters and digits.</source>
        <translation>Der Notfallschlüssel enthält einen Tippfehler. Er hat %1 Buchstaben und Ziffern.</translation>
    </message>
    <message>
        <source>Somebody already has this name. Choose another one.</source>
        <translation>Diesen Namen gibt es schon. Bitte einen anderen wählen.</translation>
    </message>
    <message>
        <source>There is nobody of this name any more.</source>
        <translation>Diese Person gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>There has to be a supervisor. Add another one first.</source>
        <translation>Es muss eine Leitung geben. Bitte zuerst eine andere hinzufügen.</translation>
    </message>
    <message>
        <source>Only a supervisor can do this.</source>
        <translation>Das kann nur die Leitung.</translation>
    </message>
    <message>
        <source>The disk is full. Export finished exams and have them deleted.</source>
        <translation>Der Speicher ist voll. Abgeschlossene Untersuchungen exportieren und löschen lassen.</translation>
    </message>
    <message>
        <source>The disk reports an error. Try again. If the error persists, have the disk replaced.</source>
        <translation>Der Speicher meldet einen Fehler. Erneut versuchen. Bleibt der Fehler bestehen, den Speicher austauschen lassen.</translation>
    </message>
    <message>
        <source>The disk cannot be read or written to. Have the device checked.</source>
        <translation>Der Speicher lässt sich nicht lesen oder beschreiben. Das Gerät prüfen lassen.</translation>
    </message>
    <message>
        <source>The exam data on this device are damaged. Have a backup restored.</source>
        <translation>Die Untersuchungsdaten auf diesem Gerät sind beschädigt. Eine Sicherung wiederherstellen lassen.</translation>
    </message>
    <message>
        <source>An older copy of the exams is in place of the newer ones. Have a backup restored.</source>
        <translation>Statt der neueren Untersuchungen liegt ein älterer Stand vor. Eine Sicherung wiederherstellen lassen.</translation>
    </message>
    <message>
        <source>Nothing can be saved. Exams can still be read and exported. Have the disk checked.</source>
        <translation>Es kann nichts gespeichert werden. Untersuchungen lassen sich ansehen und exportieren. Den Speicher prüfen lassen.</translation>
    </message>
    <message>
        <source>The exams were saved by a newer version of the program. Have this device updated.</source>
        <translation>Die Untersuchungen wurden mit einer neueren Programmversion gespeichert. Dieses Gerät aktualisieren lassen.</translation>
    </message>
    <message>
        <source>The update is still being checked. Wait a minute, then enter the PIN again.</source>
        <translation>Das Update wird noch geprüft. Eine Minute warten, dann PIN erneut eingeben.</translation>
    </message>
    <message>
        <source>Another program is using the exams. Have it closed.</source>
        <translation>Ein anderes Programm verwendet die Untersuchungen. Es schließen lassen.</translation>
    </message>
    <message>
        <source>Space left, in images: about %1. Export finished exams and have them deleted.</source>
        <translation>Noch Platz für etwa so viele Bilder: %1. Abgeschlossene Untersuchungen exportieren und löschen lassen.</translation>
    </message>
    <message>
        <source>No space for another image. Export finished exams and have them deleted.</source>
        <translation>Kein Platz für weitere Bilder. Abgeschlossene Untersuchungen exportieren und löschen lassen.</translation>
    </message>
    <message>
        <source>No space for this clip. Export finished exams and have them deleted.</source>
        <translation>Kein Platz für diesen Clip. Abgeschlossene Untersuchungen exportieren und löschen lassen.</translation>
    </message>
    <message>
        <source>This exam is finished and cannot be changed. Start a new one.</source>
        <translation>Diese Untersuchung ist abgeschlossen und kann nicht mehr geändert werden. Eine neue beginnen.</translation>
    </message>
    <message>
        <source>This exam or image no longer exists.</source>
        <translation>Diese Untersuchung oder dieses Bild existiert nicht mehr.</translation>
    </message>
    <message>
        <source>The exams are locked. Enter the PIN.</source>
        <translation>Die Untersuchungen sind gesperrt. PIN eingeben.</translation>
    </message>
    <message>
        <source>Stopped. Nothing of it is left.</source>
        <translation>Abgebrochen. Es ist nichts davon geblieben.</translation>
    </message>
    <message>
        <source>This device holds %1 exams. A backup never overwrites exams: restore it onto a device without any.</source>
        <translation>Auf diesem Gerät sind %1 Untersuchungen. Eine Sicherung überschreibt nie Untersuchungen: auf einem Gerät ohne Untersuchungen wiederherstellen.</translation>
    </message>
    <message>
        <source>The passphrase is incorrect, or this file is no backup.</source>
        <translation>Die Passphrase ist falsch, oder die Datei ist keine Sicherung.</translation>
    </message>
    <message>
        <source>This file is no backup of exams. Choose another one.</source>
        <translation>Diese Datei ist keine Sicherung von Untersuchungen. Eine andere wählen.</translation>
    </message>
    <message>
        <source>This backup is damaged. Use another one.</source>
        <translation>Diese Sicherung ist beschädigt. Eine andere verwenden.</translation>
    </message>
    <message>
        <source>The stick is full. Free up space or use another one.</source>
        <translation>Der Stick ist voll. Platz schaffen oder einen anderen verwenden.</translation>
    </message>
    <message>
        <source>The stick reports an error. Use another one.</source>
        <translation>Der Stick meldet einen Fehler. Einen anderen verwenden.</translation>
    </message>
    <message>
        <source>The stick cannot be written to. Remove the write protection or use another one.</source>
        <translation>Der Stick lässt sich nicht beschreiben. Schreibschutz aufheben oder einen anderen verwenden.</translation>
    </message>
    <message>
        <source>The stick was removed. Insert it and try again.</source>
        <translation>Der Stick wurde entfernt. Wieder einstecken und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The export was interrupted. Export again.</source>
        <translation>Der Export wurde unterbrochen. Erneut exportieren.</translation>
    </message>
    <message>
        <source>Server %1 does not respond or refuses the connection. Check the network connection.</source>
        <translation>Server %1 antwortet nicht oder lehnt die Verbindung ab. Netzwerkverbindung prüfen.</translation>
    </message>
    <message>
        <source>Server %1 does not accept this device. Have the AE titles checked: its own, and EDGE_APP for this device.</source>
        <translation>Server %1 nimmt dieses Gerät nicht an. Lassen Sie die AE-Titel prüfen: seinen eigenen und EDGE_APP für dieses Gerät.</translation>
    </message>
    <message>
        <source>Server %1 did not store everything. Send again or have the server checked.</source>
        <translation>Server %1 hat nicht alles gespeichert. Erneut senden oder den Server prüfen lassen.</translation>
    </message>
    <message>
        <source>The connection to server %1 was lost. Try again.</source>
        <translation>Die Verbindung zum Server %1 ist abgebrochen. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>No encrypted connection to server %1. Have the certificates checked.</source>
        <translation>Keine verschlüsselte Verbindung zum Server %1. Die Zertifikate prüfen lassen.</translation>
    </message>
    <message>
        <source>Sending stopped when the screen was locked. Send again.</source>
        <translation>Das Senden endete mit der Bildschirmsperre. Erneut senden.</translation>
    </message>
    <message>
        <source>Server %1 gives no worklist. Have its settings checked.</source>
        <translation>Server %1 gibt keine Arbeitsliste her. Lassen Sie seine Einstellungen prüfen.</translation>
    </message>
    <message>
        <source>The points are too close together. Tap two points farther apart.</source>
        <translation>Die Punkte liegen zu nah beieinander. Zwei weiter voneinander entfernte Punkte antippen.</translation>
    </message>
    <message>
        <source>No scanner uses this scale. Correct the distance or the points.</source>
        <translation>Kein Ultraschallgerät hat einen solchen Maßstab. Abstand oder Punkte korrigieren.</translation>
    </message>
    <message>
        <source>The box is too large or too small. Tap closely around the text of one setting.</source>
        <translation>Der Rahmen ist zu groß oder zu klein. Tippen Sie eng um den Text einer Einstellung.</translation>
    </message>
    <message>
        <source>The box reaches into the ultrasound image. Mark text beside it.</source>
        <translation>Der Rahmen reicht in das Ultraschallbild. Markieren Sie Text daneben.</translation>
    </message>
    <message>
        <source>There is no text in the box. Tap around the text of a setting.</source>
        <translation>Im Rahmen ist kein Text. Tippen Sie um den Text einer Einstellung.</translation>
    </message>
    <message>
        <source>This text changes by itself. Mark a setting, not a clock, and leave it alone.</source>
        <translation>Dieser Text ändert sich von selbst. Markieren Sie eine Einstellung, keine Uhr, und verstellen Sie sie nicht.</translation>
    </message>
    <message>
        <source>This machine has no services to set. Use its own settings.</source>
        <translation>Dieser Rechner lässt sich hier nicht einstellen. Nutzen Sie seine eigenen Einstellungen.</translation>
    </message>
    <message>
        <source>The system did not do this. Have whoever looks after the device do it.</source>
        <translation>Das System hat dies nicht ausgeführt. Wenden Sie sich an die Gerätebetreuung.</translation>
    </message>
    <message>
        <source>The network refused the password. Check upper and lower case, and try again.</source>
        <translation>Das Netzwerk hat das Passwort abgelehnt. Groß- und Kleinschreibung prüfen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The network gave no address (DHCP). Have the network checked.</source>
        <translation>Das Netzwerk hat keine Adresse gegeben (DHCP). Das Netzwerk prüfen lassen.</translation>
    </message>
    <message>
        <source>The network does not answer. Move closer to it, and try again.</source>
        <translation>Das Netzwerk antwortet nicht. Näher herangehen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The network does not answer this password. Check it, move closer, and try again.</source>
        <translation>Auf dieses Passwort antwortet das Netzwerk nicht. Passwort prüfen, näher herangehen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The network was not joined (reason %1). Try again, or have the network checked.</source>
        <translation>Keine Verbindung mit dem Netzwerk (Grund %1). Noch einmal versuchen oder das Netzwerk prüfen lassen.</translation>
    </message>
    <message>
        <source>There is no such date and time. Type year, month, day, hour and minute: twelve digits.</source>
        <translation>Dieses Datum gibt es nicht. Geben Sie Jahr, Monat, Tag, Stunde und Minute ein: zwölf Ziffern.</translation>
    </message>
    <message>
        <source>Unexpected program error (%1). Try again.</source>
        <translation>Unerwarteter Programmfehler (%1). Erneut versuchen.</translation>
    </message>
</context>
<context>
    <name>ExamList</name>
    <message>
        <source>Exams</source>
        <translation>Untersuchungen</translation>
    </message>
    <message>
        <source>None found</source>
        <translation>Keine gefunden</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Patient ID or date</source>
        <translation>Patienten-ID oder Datum</translation>
    </message>
    <message>
        <source>Send all to %1</source>
        <translation>Alle an %1 senden</translation>
    </message>
    <message>
        <source>under a pseudonym</source>
        <translation>unter Pseudonym</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Nicht zugestellt</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>images: %1</source>
        <translation>Bilder: %1</translation>
    </message>
    <message>
        <source>Assessment: %1</source>
        <translation>Beurteilung: %1</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Nicht abgeschlossen</translation>
    </message>
</context>
<context>
    <name>ExamSoFar</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Echo intensity: %1</source>
        <translation>Echointensität: %1</translation>
    </message>
    <message>
        <source>Probability: %1</source>
        <translation>Wahrscheinlichkeit: %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>ExamStrip</name>
    <message>
        <source>Not saved. The image is still here; please try again.</source>
        <translation>Nicht gespeichert. Das Bild ist noch da; bitte erneut versuchen.</translation>
    </message>
    <message>
        <source>Image %1 of %2 saved</source>
        <translation>Bild %1 von %2 gespeichert</translation>
    </message>
    <message>
        <source>This image cannot be saved</source>
        <translation>Dieses Bild kann nicht gespeichert werden</translation>
    </message>
    <message>
        <source>It was not live or has no finding. Return to live and freeze again.</source>
        <translation>Es war nicht live oder hat keinen Befund. Zurück zum Live-Bild und erneut einfrieren.</translation>
    </message>
    <message>
        <source>Network and echo intensity disagree</source>
        <translation>Netz und Echointensität widersprechen sich</translation>
    </message>
    <message>
        <source>%1: image %2 of %3 saved</source>
        <translation>%1: Bild %2 von %3 gespeichert</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>Jetzt: %1</translation>
    </message>
    <message>
        <source>%1: image %2</source>
        <translation>%1: Bild %2</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ Stopp</translation>
    </message>
    <message>
        <source>● Record</source>
        <translation>● Aufnahme</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>up to %1 s</source>
        <translation>bis %1 s</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichert …</translation>
    </message>
    <message>
        <source>Save clip</source>
        <translation>Clip sichern</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 are kept</source>
        <translation>schon %1</translation>
    </message>
    <message>
        <source>last %1 s</source>
        <translation>letzte %1 s</translation>
    </message>
    <message>
        <source>too short</source>
        <translation>zu kurz</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>%1 s earlier</source>
        <translation>%1 s früher</translation>
    </message>
</context>
<context>
    <name>ExportChoices</name>
    <message>
        <source>Write-protected. Remove the protection or use another stick.</source>
        <translation>Schreibgeschützt. Schutz aufheben oder anderen Stick verwenden.</translation>
    </message>
    <message>
        <source>Full. Free up space or use another stick.</source>
        <translation>Voll. Platz schaffen oder anderen Stick verwenden.</translation>
    </message>
    <message>
        <source>Cannot be written to. Use another stick.</source>
        <translation>Nicht beschreibbar. Anderen Stick verwenden.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>May show text inside the ultrasound; look at it before it leaves: image %1.</source>
        <translation>Kann Text im Ultraschallbild zeigen; vor der Weitergabe ansehen: Bild %1.</translation>
    </message>
    <message>
        <source>Withheld, as no ultrasound was found in it: image %1.</source>
        <translation>Zurückgehalten, weil darin kein Ultraschall gefunden wurde: Bild %1.</translation>
    </message>
    <message>
        <source>May show text inside the ultrasound; look at it before it leaves: clip %1.</source>
        <translation>Kann Text im Ultraschallbild zeigen; vor der Weitergabe ansehen: Clip %1.</translation>
    </message>
    <message>
        <source>Withheld, as no ultrasound was found in it: clip %1.</source>
        <translation>Zurückgehalten, weil kein Ultraschall darin gefunden wurde: Clip %1.</translation>
    </message>
    <message>
        <source>Export under a pseudonym to a USB stick: images as DICOM, report as PDF, measurements as CSV.</source>
        <translation>Pseudonymisiert auf einen USB-Stick exportieren: Bilder als DICOM, Bericht als PDF, Messwerte als CSV.</translation>
    </message>
    <message>
        <source>To export, insert a USB stick.</source>
        <translation>Zum Exportieren einen USB-Stick einstecken.</translation>
    </message>
    <message>
        <source>Send images and report as DICOM under a pseudonym, or insert a USB stick.</source>
        <translation>Bilder und Bericht pseudonymisiert als DICOM senden oder einen USB-Stick einstecken.</translation>
    </message>
    <message>
        <source>Export to %1</source>
        <translation>Auf %1 exportieren</translation>
    </message>
    <message>
        <source>Send to server %1</source>
        <translation>An Server %1 senden</translation>
    </message>
    <message>
        <source>under a pseudonym</source>
        <translation>unter Pseudonym</translation>
    </message>
    <message>
        <source>with patient ID</source>
        <translation>mit Patienten-ID</translation>
    </message>
    <message>
        <source>Exporting the previous exam…</source>
        <translation>Vorherige Untersuchung wird exportiert …</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Wird exportiert …</translation>
    </message>
    <message>
        <source>The previous exam was not sent</source>
        <translation>Die vorherige Untersuchung wurde nicht gesendet</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Noch nicht gesendet</translation>
    </message>
    <message>
        <source>The previous exam was not exported</source>
        <translation>Die vorherige Untersuchung wurde nicht exportiert</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>Nicht exportiert</translation>
    </message>
    <message>
        <source>The previous exam was exported</source>
        <translation>Die vorherige Untersuchung wurde exportiert</translation>
    </message>
    <message>
        <source>Sent and stored on the server.</source>
        <translation>Gesendet und auf dem Server gespeichert.</translation>
    </message>
    <message>
        <source>Exported. You can remove the stick.</source>
        <translation>Exportiert. Der Stick kann entfernt werden.</translation>
    </message>
    <message>
        <source>I have looked at these images: send</source>
        <translation>Ich habe diese Bilder angesehen: senden</translation>
    </message>
</context>
<context>
    <name>FreezeButton</name>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Einfrieren</translation>
    </message>
</context>
<context>
    <name>GuardReasons</name>
    <message>
        <source>No contact in the region. Use more gel or press the probe on.</source>
        <translation>Kein Kontakt im Bereich. Mehr Gel verwenden oder Schallkopf andrücken.</translation>
    </message>
    <message>
        <source>Part of the probe is off the skin. Use more gel and hold the probe flat.</source>
        <translation>Ein Teil des Schallkopfs hat keinen Hautkontakt. Mehr Gel verwenden und Schallkopf flach halten.</translation>
    </message>
    <message>
        <source>The probe is in the air. Use gel and place it on the skin.</source>
        <translation>Der Schallkopf ist in der Luft. Gel verwenden und auf die Haut setzen.</translation>
    </message>
    <message>
        <source>Too dark in the region. Increase the gain.</source>
        <translation>Zu dunkel im Bereich. Verstärkung erhöhen.</translation>
    </message>
    <message>
        <source>Too bright in the region. Reduce the gain.</source>
        <translation>Zu hell im Bereich. Verstärkung verringern.</translation>
    </message>
    <message>
        <source>No structure in the region. Move the region or the probe onto the muscle.</source>
        <translation>Keine Struktur im Bereich. Bereich oder Schallkopf auf den Muskel bewegen.</translation>
    </message>
    <message>
        <source>Colour in the region. Switch off Doppler or elastography.</source>
        <translation>Farbe im Bereich. Doppler oder Elastografie ausschalten.</translation>
    </message>
    <message>
        <source>Writing or a menu in the region. Close it or move the region.</source>
        <translation>Schrift oder ein Menü im Bereich. Schließen oder den Bereich verschieben.</translation>
    </message>
    <message>
        <source>The scanner&apos;s image does not change. Unfreeze the scanner.</source>
        <translation>Das Bild des Ultraschallgeräts ändert sich nicht. Standbild dort beenden.</translation>
    </message>
    <message>
        <source>The region reaches beyond the ultrasound image. Move it inside or make it smaller.</source>
        <translation>Der Bereich reicht über das Ultraschallbild hinaus. In das Bild schieben oder verkleinern.</translation>
    </message>
    <message>
        <source>The region has too few pixels. Make it larger, or take the image at a higher resolution.</source>
        <translation>Der Bereich hat zu wenige Pixel. Bereich vergrößern oder das Bild mit höherer Auflösung aufnehmen.</translation>
    </message>
    <message>
        <source>The network does not know regions of this size. Change the size or the scanner&apos;s depth.</source>
        <translation>Das Netz kennt Bereiche dieser Größe nicht. Größe des Bereichs oder Tiefe am Ultraschallgerät ändern.</translation>
    </message>
    <message>
        <source>This does not look like muscle. Move the probe or the region onto the muscle.</source>
        <translation>Das sieht nicht wie Muskel aus. Schallkopf oder Bereich auf den Muskel bewegen.</translation>
    </message>
    <message>
        <source>The image seems to be upside down. Turn it so that the skin is at the top.</source>
        <translation>Das Bild steht offenbar auf dem Kopf. So drehen, dass die Haut oben liegt.</translation>
    </message>
    <message>
        <source>This looks like a view along the muscle. Turn the probe by 90 degrees.</source>
        <translation>Das sieht nach einem Längsschnitt des Muskels aus. Schallkopf um 90 Grad drehen.</translation>
    </message>
    <message>
        <source>No contact</source>
        <translation>Kein Kontakt</translation>
    </message>
    <message>
        <source>Probe off the skin</source>
        <translation>Schallkopf abgehoben</translation>
    </message>
    <message>
        <source>Probe in the air</source>
        <translation>Schallkopf in der Luft</translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation>Zu dunkel</translation>
    </message>
    <message>
        <source>Too bright</source>
        <translation>Zu hell</translation>
    </message>
    <message>
        <source>No structure</source>
        <translation>Keine Struktur</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Text or menu</source>
        <translation>Schrift oder Menü</translation>
    </message>
    <message>
        <source>Scanner frozen</source>
        <translation>Standbild</translation>
    </message>
    <message>
        <source>Beyond the image</source>
        <translation>Außerhalb des Bilds</translation>
    </message>
    <message>
        <source>Too few pixels</source>
        <translation>Zu wenige Pixel</translation>
    </message>
    <message>
        <source>Unknown size</source>
        <translation>Unbekannte Größe</translation>
    </message>
    <message>
        <source>Not muscle</source>
        <translation>Kein Muskel</translation>
    </message>
    <message>
        <source>Upside down</source>
        <translation>Auf dem Kopf</translation>
    </message>
    <message>
        <source>Along the muscle</source>
        <translation>Längsschnitt</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>check due</source>
        <translation>Prüfung fällig</translation>
    </message>
    <message>
        <source>Exams</source>
        <translation>Untersuchungen</translation>
    </message>
    <message>
        <source>%1 not delivered</source>
        <translation>%1 nicht zugestellt</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
</context>
<context>
    <name>HealthSection</name>
    <message>
        <source>Nothing to do: no warning.</source>
        <translation>Nichts zu tun: keine Warnung.</translation>
    </message>
    <message>
        <source>Exams kept</source>
        <translation>Untersuchungen</translation>
    </message>
    <message>
        <source>%1 (%2 MB)</source>
        <translation>%1 (%2 MB)</translation>
    </message>
    <message>
        <source>Clips among them</source>
        <translation>Davon Clips</translation>
    </message>
    <message>
        <source>Space left</source>
        <translation>Freier Platz</translation>
    </message>
    <message>
        <source>images: %1 (%2 GB free)</source>
        <translation>Bilder: %1 (%2 GB frei)</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>not measured here</source>
        <translation>hier nicht gemessen</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Akku</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Power mode</source>
        <translation>Leistungsmodus</translation>
    </message>
</context>
<context>
    <name>HealthTexts</name>
    <message>
        <source>The clock is wrong</source>
        <translation>Die Uhr geht falsch</translation>
    </message>
    <message>
        <source>Storage is nearly full</source>
        <translation>Der Speicher ist fast voll</translation>
    </message>
    <message>
        <source>Weak power supply</source>
        <translation>Schwache Stromversorgung</translation>
    </message>
    <message>
        <source>Too much current</source>
        <translation>Zu viel Strom</translation>
    </message>
    <message>
        <source>Slowed down by heat</source>
        <translation>Durch Hitze verlangsamt</translation>
    </message>
    <message>
        <source>The device is warm</source>
        <translation>Das Gerät ist warm</translation>
    </message>
    <message>
        <source>Low battery</source>
        <translation>Akku schwach</translation>
    </message>
    <message>
        <source>The DICOM node does not answer</source>
        <translation>Der DICOM-Knoten antwortet nicht</translation>
    </message>
    <message>
        <source>A protocol file is faulty</source>
        <translation>Eine Protokolldatei ist fehlerhaft</translation>
    </message>
    <message>
        <source>Backup due</source>
        <translation>Datensicherung fällig</translation>
    </message>
    <message>
        <source>It is before this program was made, or before the last exam. Set date and time before the next exam.</source>
        <translation>Sie liegt vor der Erstellung dieses Programms oder vor der letzten Untersuchung. Stellen Sie Datum und Uhrzeit vor der nächsten Untersuchung.</translation>
    </message>
    <message>
        <source>Export finished exams and have them deleted.</source>
        <translation>Exportieren Sie abgeschlossene Untersuchungen und lassen Sie sie löschen.</translation>
    </message>
    <message>
        <source>Use the device&apos;s own power supply and cable.</source>
        <translation>Verwenden Sie Netzteil und Kabel des Geräts.</translation>
    </message>
    <message>
        <source>Unplug what is not needed.</source>
        <translation>Ziehen Sie ab, was nicht gebraucht wird.</translation>
    </message>
    <message>
        <source>Keep the vents clear and take the device out of the sun. The live image goes on.</source>
        <translation>Halten Sie die Lüftungsschlitze frei und nehmen Sie das Gerät aus der Sonne. Das Live-Bild läuft weiter.</translation>
    </message>
    <message>
        <source>Keep the vents clear before it slows down.</source>
        <translation>Halten Sie die Lüftungsschlitze frei, bevor es langsamer wird.</translation>
    </message>
    <message>
        <source>Plug in the power supply.</source>
        <translation>Schließen Sie das Netzteil an.</translation>
    </message>
    <message>
        <source>Check network and server, then test it again under “DICOM node”.</source>
        <translation>Prüfen Sie Netzwerk und Server und testen Sie ihn unter „DICOM-Knoten“ erneut.</translation>
    </message>
    <message>
        <source>It cannot be chosen. Have the file corrected that is named below.</source>
        <translation>Es ist nicht wählbar. Lassen Sie die unten genannte Datei berichtigen.</translation>
    </message>
    <message>
        <source>Insert a USB stick and back up under “Backup”.</source>
        <translation>Stecken Sie einen USB-Stick ein und sichern Sie unter „Datensicherung“.</translation>
    </message>
</context>
<context>
    <name>HeatScale</name>
    <message>
        <source>Evidence of
abnormality</source>
        <translation>Hinweise auf
Auffälligkeit</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translation>Auffällig</translation>
    </message>
    <message>
        <source>change</source>
        <translation>wechseln</translation>
    </message>
    <message>
        <source>more</source>
        <translation>mehr</translation>
    </message>
    <message>
        <source>0.5</source>
        <translation>0,5</translation>
    </message>
    <message>
        <source>less</source>
        <translation>weniger</translation>
    </message>
</context>
<context>
    <name>HeatSlider</name>
    <message>
        <source>Heatmap</source>
        <translation>Heatmap</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
</context>
<context>
    <name>Keyboard</name>
    <message>
        <source>QWERTYUIOPASDFGHJKL-ZXCVBNM</source>
        <comment>the letters as they lie on a keyboard, row by row</comment>
        <translation>QWERTZUIOPASDFGHJKL-YXCVBNM</translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Research use only.</source>
        <translation>Nur für die Forschung.</translation>
    </message>
    <message>
        <source>Trained on simulated images. Assists, never diagnoses.</source>
        <translation>Mit simulierten Bildern trainiert. Hilft, diagnostiziert nie.</translation>
    </message>
    <message>
        <source>Assists, never diagnoses.</source>
        <translation>Hilft, diagnostiziert nie.</translation>
    </message>
</context>
<context>
    <name>Labels</name>
    <message>
        <source>Biceps brachii</source>
        <translation>Biceps brachii</translation>
    </message>
    <message>
        <source>Tibialis anterior</source>
        <translation>Tibialis anterior</translation>
    </message>
    <message>
        <source>Gastrocnemius medialis</source>
        <translation>Gastrocnemius medialis</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Unauffällig</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translation>Auffällig</translation>
    </message>
    <message>
        <source>Indeterminate</source>
        <translation>Unbestimmt</translation>
    </message>
    <message>
        <source>No finding</source>
        <translation>Kein Befund</translation>
    </message>
    <message>
        <source>The model was not made for this muscle.</source>
        <translation>Das Modell ist für diesen Muskel nicht gemacht.</translation>
    </message>
    <message>
        <source>close to the threshold</source>
        <translation>nahe an der Schwelle</translation>
    </message>
    <message>
        <source>views disagree</source>
        <translation>Ansichten widersprechen einander</translation>
    </message>
    <message>
        <source>images disagree</source>
        <translation>Bilder widersprechen einander</translation>
    </message>
    <message>
        <source>too few images</source>
        <translation>zu wenige Bilder</translation>
    </message>
    <message>
        <source>one or more indeterminate</source>
        <translation>mindestens einer unbestimmt</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>en</source>
        <comment>the code of the language that this is translated to</comment>
        <translation>de</translation>
    </message>
    <message>
        <source>Not validated on this device</source>
        <translation>Auf diesem Gerät nicht validiert</translation>
    </message>
</context>
<context>
    <name>LanguageSection</name>
    <message>
        <source>The screen starts in the language that is chosen here.</source>
        <translation>Der Bildschirm startet in der hier gewählten Sprache.</translation>
    </message>
</context>
<context>
    <name>LiveFinding</name>
    <message>
        <source>Normal</source>
        <translation>Unauffällig</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translation>Auffällig</translation>
    </message>
    <message>
        <source>Indeterminate</source>
        <translation>Unbestimmt</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>Not validated</source>
        <translation>Nicht validiert</translation>
    </message>
    <message>
        <source>No finding</source>
        <translation>Kein Befund</translation>
    </message>
    <message>
        <source>The model was not made for this muscle. Images of it are kept without a finding.</source>
        <translation>Das Modell ist für diesen Muskel nicht gemacht. Bilder werden ohne Befund aufbewahrt.</translation>
    </message>
    <message>
        <source>Judged the opposite when mirrored or slightly moved.</source>
        <translation>Gespiegelt oder leicht verschoben gegenteilig beurteilt.</translation>
    </message>
    <message>
        <source>Too close to the threshold for a label.</source>
        <translation>Zu nahe an der Schwelle für eine Aussage.</translation>
    </message>
    <message>
        <source>Not validated on this device: there is no result.</source>
        <translation>Auf diesem Gerät nicht validiert: kein Ergebnis.</translation>
    </message>
    <message>
        <source>Score, 0 to 1</source>
        <translation>Wert, 0 bis 1</translation>
    </message>
    <message>
        <source>Probability of abnormality</source>
        <translation>Wahrscheinlichkeit (auffällig)</translation>
    </message>
    <message>
        <source>Probability of abnormality, calibrated on simulated images</source>
        <translation>Wahrscheinlichkeit (auffällig), kalibriert an Simulation</translation>
    </message>
    <message>
        <source>Probability of abnormality, calibrated on validation images</source>
        <translation>Wahrscheinlichkeit (auffällig), kalibriert bei Validierung</translation>
    </message>
    <message>
        <source>Probability of abnormality
%1 %, no label: %2–%3 %</source>
        <translation>P(auffällig): %1 %
unbestimmt: %2–%3 %</translation>
    </message>
    <message>
        <source>Steady for 1 s</source>
        <translation>Stabil seit 1 s</translation>
    </message>
    <message>
        <source>%1–%2 % in 1 s</source>
        <translation>%1–%2 % in 1 s</translation>
    </message>
    <message>
        <source>Unstable: %1–%2 % in 1 s</source>
        <translation>Schwankend: %1–%2 % in 1 s</translation>
    </message>
    <message>
        <source>Echo intensity</source>
        <translation>Echointensität</translation>
    </message>
    <message>
        <source>z %1</source>
        <translation>z %1</translation>
    </message>
</context>
<context>
    <name>LiveScreen</name>
    <message>
        <source>Note on this image</source>
        <translation>Notiz zum Bild</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Waiting for %1</source>
        <translation>Warten auf %1</translation>
    </message>
    <message>
        <source>The recording has ended</source>
        <translation>Die Aufzeichnung ist beendet</translation>
    </message>
    <message>
        <source>Image is %1 s old</source>
        <translation>Bild ist %1 s alt</translation>
    </message>
    <message>
        <source>Scale unknown</source>
        <translation>Maßstab fehlt</translation>
    </message>
    <message>
        <source>Tap two points</source>
        <translation>2 Punkte antippen</translation>
    </message>
    <message>
        <source>No image from the probe. Trying again…</source>
        <translation>Kein Bild vom Schallkopf. Neuer Versuch …</translation>
    </message>
    <message>
        <source>Probe disconnected. Reconnecting…</source>
        <translation>Schallkopf getrennt. Wird neu verbunden …</translation>
    </message>
    <message>
        <source>Probe disconnected, image %1 s old. Reconnecting…</source>
        <translation>Schallkopf getrennt, Bild %1 s alt. Wird neu verbunden …</translation>
    </message>
    <message>
        <source>Probe reconnected. Waiting for an image…</source>
        <translation>Schallkopf wieder verbunden. Warten auf ein Bild …</translation>
    </message>
    <message>
        <source>Probe reconnected, image %1 s old. Waiting for a new image…</source>
        <translation>Schallkopf wieder verbunden, Bild %1 s alt. Warten auf ein neues Bild …</translation>
    </message>
    <message>
        <source>Image unchanged for %1 s</source>
        <translation>Bild seit %1 s unverändert</translation>
    </message>
    <message>
        <source>The image format has changed</source>
        <translation>Das Bildformat hat sich geändert</translation>
    </message>
    <message>
        <source>No video signal</source>
        <translation>Kein Videosignal</translation>
    </message>
    <message>
        <source>The image has wrong colours</source>
        <translation>Das Bild hat falsche Farben</translation>
    </message>
    <message>
        <source>Part of the image is missing</source>
        <translation>Ein Teil des Bildes fehlt</translation>
    </message>
    <message>
        <source>The image is interlaced</source>
        <translation>Das Bild ist verkämmt (Zeilensprung)</translation>
    </message>
    <message>
        <source>Check the cable at both ends and make sure the scanner is on.</source>
        <translation>Kabel an beiden Enden prüfen. Ist das Ultraschallgerät eingeschaltet?</translation>
    </message>
    <message>
        <source>The scanner is frozen or sends no signal.</source>
        <translation>Das Ultraschallgerät ist eingefroren oder sendet kein Signal.</translation>
    </message>
    <message>
        <source>Check that the whole image is visible.</source>
        <translation>Prüfen, ob das ganze Bild sichtbar ist.</translation>
    </message>
    <message>
        <source>Check the video cable and make sure the scanner is on.</source>
        <translation>Videokabel prüfen. Ist das Ultraschallgerät eingeschaltet?</translation>
    </message>
    <message>
        <source>Unplug the grabber and plug it in again.</source>
        <translation>Den Video-Grabber abziehen und wieder einstecken.</translation>
    </message>
    <message>
        <source>Check the USB cable, or plug it into another port.</source>
        <translation>USB-Kabel prüfen oder einen anderen Anschluss verwenden.</translation>
    </message>
    <message>
        <source>Set the scanner&apos;s video output to progressive (p, not i).</source>
        <translation>Den Videoausgang des Ultraschallgeräts auf Vollbilder stellen (p statt i).</translation>
    </message>
    <message>
        <source>Analysis unavailable, image only</source>
        <translation>Keine Analyse, nur Bild</translation>
    </message>
    <message>
        <source>If this persists, have the device checked.</source>
        <translation>Falls das so bleibt, das Gerät prüfen lassen.</translation>
    </message>
    <message>
        <source>This image could not be checked</source>
        <translation>Dieses Bild konnte nicht geprüft werden</translation>
    </message>
    <message>
        <source>Take another image. If this persists, have the device checked.</source>
        <translation>Ein neues Bild aufnehmen. Falls das so bleibt, das Gerät prüfen lassen.</translation>
    </message>
    <message>
        <source>Research: not validated on this device</source>
        <translation>Forschung: auf diesem Gerät nicht validiert</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Eingefroren</translation>
    </message>
</context>
<context>
    <name>NameList</name>
    <message>
        <source>Supervisor</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Untersucher</translation>
    </message>
</context>
<context>
    <name>NetworkSection</name>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>no cable, or switched off</source>
        <translation>kein Kabel oder ausgeschaltet</translation>
    </message>
    <message>
        <source>Password of %1</source>
        <translation>Passwort von %1</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>stark</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>schwach</translation>
    </message>
    <message>
        <source>no password, not encrypted</source>
        <translation>ohne Passwort, unverschlüsselt</translation>
    </message>
    <message>
        <source>with a password</source>
        <translation>mit Passwort</translation>
    </message>
    <message>
        <source>with an account: not joined here</source>
        <translation>mit Benutzerkonto: nicht hier</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>verbindet …</translation>
    </message>
    <message>
        <source>joined before</source>
        <translation>schon einmal verbunden</translation>
    </message>
    <message>
        <source>Cable</source>
        <translation>Kabel</translation>
    </message>
    <message>
        <source>Wireless</source>
        <translation>WLAN</translation>
    </message>
    <message>
        <source>The network of this machine is not shown here. Use its own settings.</source>
        <translation>Das Netzwerk dieses Rechners wird hier nicht angezeigt. Nutzen Sie seine eigenen Einstellungen.</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Bitte warten …</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Verbinde mit %1 …</translation>
    </message>
    <message>
        <source>There is no network device.</source>
        <translation>Es gibt kein Netzwerkgerät.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut nachsehen</translation>
    </message>
    <message>
        <source>Switch wireless on</source>
        <translation>WLAN einschalten</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>press and hold</source>
        <translation>gedrückt halten</translation>
    </message>
    <message>
        <source>A network that was joined here is joined again after a restart, until it is forgotten. No other is.</source>
        <translation>Ein Netzwerk, das hier verbunden wurde, wird nach einem Neustart wieder verbunden, bis es vergessen wird. Kein anderes.</translation>
    </message>
</context>
<context>
    <name>NodeSection</name>
    <message>
        <source>No DICOM node is set. Whoever looks after the device sets it as exams.server in its settings file.</source>
        <translation>Es ist kein DICOM-Knoten eingestellt. Die Gerätebetreuung trägt ihn als exams.server in die Einstellungsdatei ein.</translation>
    </message>
    <message>
        <source>AE title</source>
        <translation>AE-Titel</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Test läuft …</translation>
    </message>
    <message>
        <source>%1 can be reached and answers.</source>
        <translation>%1 ist erreichbar und antwortet.</translation>
    </message>
</context>
<context>
    <name>OrientationMark</name>
    <message>
        <source>Mirrored</source>
        <translation>Seitenverkehrt</translation>
    </message>
</context>
<context>
    <name>PatientFields</name>
    <message>
        <source>not given</source>
        <translation>keine Angabe</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>ID of %1</source>
        <translation>ID von %1</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>Patienten-ID</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Frühere</translation>
    </message>
    <message>
        <source>patients</source>
        <translation>Patienten</translation>
    </message>
    <message>
        <source>years</source>
        <translation>Jahre</translation>
    </message>
    <message>
        <source>Age as of %1?</source>
        <translation>Alter am %1?</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Age (years)</source>
        <translation>Alter (Jahre)</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Weiblich</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Männlich</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Height (cm)</source>
        <translation>Größe (cm)</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weight (kg)</source>
        <translation>Gewicht (kg)</translation>
    </message>
</context>
<context>
    <name>PatientForm</name>
    <message>
        <source>Patient</source>
        <translation>Patient/in</translation>
    </message>
    <message>
        <source>Images and findings are not changed.</source>
        <translation>Bilder und Befunde bleiben unverändert.</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Patientendaten ändern</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>Patienten-ID</translation>
    </message>
    <message>
        <source>Protocol, images: %1</source>
        <translation>Protokoll, Bilder: %1</translation>
    </message>
    <message>
        <source>The exam was not started</source>
        <translation>Die Untersuchung wurde nicht gestartet</translation>
    </message>
    <message>
        <source>The changes were not saved</source>
        <translation>Die Änderungen wurden nicht gespeichert</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichert …</translation>
    </message>
    <message>
        <source>Save as anonymous</source>
        <translation>Anonym speichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>PatientList</name>
    <message>
        <source>Worklist</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>Earlier patients</source>
        <translation>Frühere Patienten</translation>
    </message>
    <message>
        <source>female</source>
        <translation>weiblich</translation>
    </message>
    <message>
        <source>male</source>
        <translation>männlich</translation>
    </message>
    <message>
        <source>%1 years</source>
        <translation>%1 Jahre</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <translation>morgen %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <translation>gestern %1</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Nothing matches this search.</source>
        <translation>Zu dieser Suche gibt es nichts.</translation>
    </message>
    <message>
        <source>Nobody is on the worklist.</source>
        <translation>Auf der Arbeitsliste steht niemand.</translation>
    </message>
    <message>
        <source>No earlier exam has a patient ID.</source>
        <translation>Keine frühere Untersuchung hat eine Patienten-ID.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>The server has more than these %1 entries. Have its list limited to this device.</source>
        <translation>Der Server hat mehr als diese %1 Einträge. Lassen Sie seine Liste auf dieses Gerät begrenzen.</translation>
    </message>
    <message>
        <source>Left out, because they have no patient ID that can be read: %1.</source>
        <translation>Weggelassen, weil ihre Patienten-ID fehlt oder nicht lesbar ist: %1.</translation>
    </message>
    <message>
        <source>under 18</source>
        <translation>unter 18</translation>
    </message>
</context>
<context>
    <name>PeopleScreen</name>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>New person</source>
        <translation>Neue Person</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translation>Neue PIN</translation>
    </message>
    <message>
        <source>Withdraw this person?</source>
        <translation>Diese Person entfernen?</translation>
    </message>
    <message>
        <source>New recovery key</source>
        <translation>Neuer Notfallschlüssel</translation>
    </message>
    <message>
        <source>My PIN</source>
        <translation>Meine PIN</translation>
    </message>
    <message>
        <source>Choose a PIN with at least %1 digits</source>
        <translation>Eine PIN mit mindestens %1 Ziffern wählen</translation>
    </message>
    <message>
        <source>Enter the same PIN again</source>
        <translation>Dieselbe PIN noch einmal eingeben</translation>
    </message>
    <message>
        <source>Enter your own PIN. The earlier recovery key stops working when the new one has been written down.</source>
        <translation>Die eigene PIN eingeben. Der frühere Schlüssel gilt nicht mehr, sobald der neue notiert ist.</translation>
    </message>
    <message>
        <source>Enter your present PIN</source>
        <translation>Jetzige PIN eingeben</translation>
    </message>
    <message>
        <source>Your PIN is changed. From now on only the new one unlocks the screen.</source>
        <translation>Ihre PIN ist geändert. Ab jetzt entsperrt nur noch die neue den Bildschirm.</translation>
    </message>
    <message>
        <source>Somebody already has this name. Choose another one.</source>
        <translation>Diesen Namen gibt es schon. Bitte einen anderen wählen.</translation>
    </message>
    <message>
        <source>A PIN needs at least %1 digits.</source>
        <translation>Eine PIN braucht mindestens %1 Ziffern.</translation>
    </message>
    <message>
        <source>The PINs do not match. Choose a PIN again.</source>
        <translation>Die PINs stimmen nicht überein. Bitte noch einmal wählen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Notfallschlüssel</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Untersucher</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>Person hinzufügen</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Bitte warten …</translation>
    </message>
    <message>
        <source>Enter the name</source>
        <translation>Namen eingeben</translation>
    </message>
    <message>
        <source>Examines patients, adds and withdraws people, and says what the device is for.</source>
        <translation>Untersucht Patienten, verwaltet Personen und legt fest, wofür das Gerät da ist.</translation>
    </message>
    <message>
        <source>Examines patients.</source>
        <translation>Untersucht Patienten.</translation>
    </message>
    <message>
        <source>The PIN of %1 stops working. Exams and the audit trail keep the name.</source>
        <translation>Die PIN von %1 gilt dann nicht mehr. Untersuchungen und Prüfprotokoll behalten den Namen.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Write this key down and keep it locked away, not with the device. If all PINs are forgotten, it is the only way to the exams. It is shown only now.</source>
        <translation>Diesen Schlüssel notieren und verschlossen aufbewahren, nicht beim Gerät. Sind alle PINs vergessen, führt nur er zu den Untersuchungen. Er wird nur jetzt gezeigt.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>I have written it down</source>
        <translation>Ist notiert</translation>
    </message>
</context>
<context>
    <name>PinScreen</name>
    <message>
        <source>Choose a PIN with at least %1 digits</source>
        <translation>PIN mit mindestens %1 Ziffern wählen</translation>
    </message>
    <message>
        <source>Enter the same PIN again</source>
        <translation>Dieselbe PIN noch einmal eingeben</translation>
    </message>
    <message>
        <source>Enter the PIN</source>
        <translation>PIN eingeben</translation>
    </message>
    <message>
        <source>Choose your name</source>
        <translation>Namen wählen</translation>
    </message>
    <message>
        <source>The recovery key was written down when the device was set up. It gives the supervisor %1 a new PIN.</source>
        <translation>Der Notfallschlüssel wurde bei der Einrichtung notiert. Mit ihm bekommt %1 (Leitung) eine neue PIN.</translation>
    </message>
    <message>
        <source>A PIN needs at least %1 digits.</source>
        <translation>Die PIN braucht mindestens %1 Ziffern.</translation>
    </message>
    <message>
        <source>The PINs do not match. Choose a PIN again.</source>
        <translation>Die PINs stimmen nicht überein. Bitte neu wählen.</translation>
    </message>
    <message>
        <source>The PIN switches to research</source>
        <translation>Die PIN schaltet auf Forschung um</translation>
    </message>
    <message>
        <source>The PIN switches to clinical use</source>
        <translation>Die PIN schaltet auf klinischen Einsatz um</translation>
    </message>
    <message>
        <source>Tap to cancel</source>
        <translation>Zum Abbrechen tippen</translation>
    </message>
    <message>
        <source>The PIN opens the device check</source>
        <translation>Die PIN öffnet die Geräteprüfung</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Bitte warten …</translation>
    </message>
    <message>
        <source>Not unlocked. %1</source>
        <translation>Nicht entsperrt. %1</translation>
    </message>
    <message>
        <source>Somebody else?</source>
        <translation>Jemand anders?</translation>
    </message>
    <message>
        <source>Forgotten PIN?</source>
        <translation>PIN vergessen?</translation>
    </message>
    <message>
        <source>A supervisor can give you a new PIN.</source>
        <translation>Eine neue PIN bekommen Sie von der Leitung.</translation>
    </message>
    <message>
        <source>Enter the recovery key</source>
        <translation>Schlüssel eingeben</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Notfallschlüssel</translation>
    </message>
    <message>
        <source>The update %1 did not pass its checks. The device works as before. (%2)</source>
        <translation>Das Update %1 hat seine Prüfungen nicht bestanden. Das Gerät arbeitet wie zuvor. (%2)</translation>
    </message>
</context>
<context>
    <name>PowerSection</name>
    <message>
        <source>Switch off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>press and hold</source>
        <translation>gedrückt halten</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>This machine is not switched off from here. Use its own settings.</source>
        <translation>Dieser Rechner wird hier nicht ausgeschaltet. Nutzen Sie seine eigenen Einstellungen.</translation>
    </message>
    <message>
        <source>Something is being saved. Wait a moment.</source>
        <translation>Es wird gerade gespeichert. Warten Sie einen Moment.</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Bitte warten …</translation>
    </message>
    <message>
        <source>Decommission</source>
        <translation>Außer Betrieb nehmen</translation>
    </message>
    <message>
        <source>make all exams unreadable for good</source>
        <translation>alle Untersuchungen endgültig unlesbar machen</translation>
    </message>
</context>
<context>
    <name>Protocol</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Gespeichert: %1</translation>
    </message>
    <message>
        <source>clips: %1</source>
        <translation>Clips: %1</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>The exam was not discarded</source>
        <translation>Die Untersuchung wurde nicht verworfen</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Daten ändern</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>next</source>
        <translation>als Nächstes</translation>
    </message>
</context>
<context>
    <name>ProtocolList</name>
    <message>
        <source>Protocol of the next exams</source>
        <translation>Protokoll der nächsten Untersuchungen</translation>
    </message>
    <message>
        <source>Sites: %1, images: %2</source>
        <translation>Stellen: %1, Bilder: %2</translation>
    </message>
</context>
<context>
    <name>PurposeScreen</name>
    <message>
        <source>What is this device for?</source>
        <translation>Wofür ist dieses Gerät?</translation>
    </message>
    <message>
        <source>Only a supervisor can change this.</source>
        <translation>Das kann nur die Leitung ändern.</translation>
    </message>
    <message>
        <source>To change this, the PIN is needed.</source>
        <translation>Zum Ändern wird die PIN gebraucht.</translation>
    </message>
    <message>
        <source>Research</source>
        <translation>Forschung</translation>
    </message>
    <message>
        <source>On devices that the model was not validated on, scores and heatmaps are shown, marked as research.</source>
        <translation>Auf Geräten, auf denen das Modell nicht validiert wurde, erscheinen Werte und Heatmaps, als Forschung gekennzeichnet.</translation>
    </message>
    <message>
        <source>Clinical use</source>
        <translation>Klinischer Einsatz</translation>
    </message>
    <message>
        <source>On devices that the model was not validated on, there is no result.</source>
        <translation>Auf Geräten, auf denen das Modell nicht validiert wurde, gibt es kein Ergebnis.</translation>
    </message>
    <message>
        <source>Not saved. Please try again.</source>
        <translation>Nicht gespeichert. Bitte noch einmal versuchen.</translation>
    </message>
</context>
<context>
    <name>ReasonForm</name>
    <message>
        <source>Wrong patient</source>
        <translation>Falscher Patient</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Doppelt vorhanden</translation>
    </message>
    <message>
        <source>The patient&apos;s wish</source>
        <translation>Wunsch des Patienten</translation>
    </message>
    <message>
        <source>Test, no patient</source>
        <translation>Test, kein Patient</translation>
    </message>
    <message>
        <source>Poor image</source>
        <translation>Schlechtes Bild</translation>
    </message>
    <message>
        <source>ID mistyped</source>
        <translation>ID falsch getippt</translation>
    </message>
    <message>
        <source>Patient not known then</source>
        <translation>Damals nicht bekannt</translation>
    </message>
    <message>
        <source>Wrong site</source>
        <translation>Falsche Stelle</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>Anderer Grund</translation>
    </message>
</context>
<context>
    <name>ReassignExam</name>
    <message>
        <source>Enter whose exam this really is. Images, findings and the assessment stay as they are.</source>
        <translation>Eingeben, wessen Untersuchung das wirklich ist. Bilder, Befunde und Beurteilung bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>From %1 to %2: why is this exam given to another patient?</source>
        <translation>Von %1 zu %2: Warum wird diese Untersuchung einem anderen Patienten zugeordnet?</translation>
    </message>
    <message>
        <source>The audit trail keeps the reason.</source>
        <translation>Der Grund bleibt im Prüfprotokoll.</translation>
    </message>
    <message>
        <source>Hold to change the patient</source>
        <translation>Zum Zuordnen gedrückt halten</translation>
    </message>
    <message>
        <source>The patient was not changed</source>
        <translation>Die Untersuchung wurde nicht neu zugeordnet</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
</context>
<context>
    <name>RegionEditor</name>
    <message>
        <source>Fit to muscle</source>
        <translation>An Muskel anpassen</translation>
    </message>
</context>
<context>
    <name>RestoreSection</name>
    <message>
        <source>This device holds %1 exams. A backup never overwrites exams: restore it onto a device without any.</source>
        <translation>Auf diesem Gerät sind %1 Untersuchungen. Eine Sicherung überschreibt nie Untersuchungen: auf einem Gerät ohne Untersuchungen wiederherstellen.</translation>
    </message>
    <message>
        <source>Insert the USB stick with the backup.</source>
        <translation>Den USB-Stick mit der Sicherung einstecken.</translation>
    </message>
    <message>
        <source>Choose a backup, then type its passphrase.</source>
        <translation>Eine Sicherung wählen, dann ihre Passphrase eingeben.</translation>
    </message>
    <message>
        <source>%1 MB, in %2</source>
        <translation>%1 MB, in %2</translation>
    </message>
    <message>
        <source>Passphrase of the backup</source>
        <translation>Passphrase der Sicherung</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Bitte warten …</translation>
    </message>
    <message>
        <source>Exams</source>
        <translation>Untersuchungen</translation>
    </message>
    <message>
        <source>Newest exam</source>
        <translation>Neueste Untersuchung</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Backed up</source>
        <translation>Gesichert</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>On device</source>
        <translation>Auf Gerät</translation>
    </message>
    <message>
        <source>You stay a supervisor, with your PIN. Other people and the recovery key have to be set up again.</source>
        <translation>Sie bleiben Leitung, mit Ihrer PIN. Andere Personen und der Notfallschlüssel müssen neu eingerichtet werden.</translation>
    </message>
    <message>
        <source>Restore this backup</source>
        <translation>Diese Sicherung wiederherstellen</translation>
    </message>
    <message>
        <source>with your PIN</source>
        <translation>mit Ihrer PIN</translation>
    </message>
    <message>
        <source>Your PIN</source>
        <translation>Ihre PIN</translation>
    </message>
    <message>
        <source>Another backup</source>
        <translation>Andere Sicherung</translation>
    </message>
    <message>
        <source>Reading the backup</source>
        <translation>Die Sicherung wird gelesen</translation>
    </message>
</context>
<context>
    <name>RestoredScreen</name>
    <message>
        <source>Restoring…</source>
        <translation>Wird wiederhergestellt …</translation>
    </message>
    <message>
        <source>Not restored</source>
        <translation>Nicht wiederhergestellt</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <source>Please wait, and leave the device on.</source>
        <translation>Bitte warten und das Gerät eingeschaltet lassen.</translation>
    </message>
    <message>
        <source>Exams restored: %1. But something in them was altered outside this program: have the audit trail checked.</source>
        <translation>Wiederhergestellte Untersuchungen: %1. Aber etwas darin wurde außerhalb dieses Programms verändert: das Prüfprotokoll prüfen lassen.</translation>
    </message>
    <message>
        <source>Exams restored: %1. Nothing in them was altered.</source>
        <translation>Wiederhergestellte Untersuchungen: %1. Darin wurde nichts verändert.</translation>
    </message>
    <message>
        <source>Enter your PIN as before. Then add the other people and have a new recovery key written down.</source>
        <translation>Die PIN wie bisher eingeben. Dann die anderen Personen hinzufügen und einen neuen Notfallschlüssel notieren lassen.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>SettingsButton</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Health and storage</source>
        <translation>Zustand und Speicher</translation>
    </message>
    <message>
        <source>DICOM node</source>
        <translation>DICOM-Knoten</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Datensicherung</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>Sicherung wiederherstellen</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Verwendung</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>My PIN</source>
        <translation>Meine PIN</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation>Datum und Uhrzeit</translation>
    </message>
    <message>
        <source>Cable and Wi-Fi</source>
        <translation>Kabel und WLAN</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Ein/Aus</translation>
    </message>
    <message>
        <source>Decommission</source>
        <translation>Außer Betrieb nehmen</translation>
    </message>
    <message>
        <source>nothing to do</source>
        <translation>nichts zu tun</translation>
    </message>
    <message>
        <source>to do: %1</source>
        <translation>zu tun: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>never</source>
        <translation>noch nie</translation>
    </message>
    <message>
        <source>last: %1</source>
        <translation>zuletzt: %1</translation>
    </message>
    <message>
        <source>names and PINs</source>
        <translation>Namen und PINs</translation>
    </message>
    <message>
        <source>Research</source>
        <translation>Forschung</translation>
    </message>
    <message>
        <source>Clinical use</source>
        <translation>Klinischer Einsatz</translation>
    </message>
    <message>
        <source>connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>not shown here</source>
        <translation>hier nicht angezeigt</translation>
    </message>
    <message>
        <source>switch off, restart</source>
        <translation>ausschalten, neu starten</translation>
    </message>
    <message>
        <source>for a supervisor</source>
        <translation>nur für die Leitung</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Retake</source>
        <translation>Erneut</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüft</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichert</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>SourceLine</name>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Delayed</source>
        <translation>Verzögert</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Eingefroren</translation>
    </message>
    <message>
        <source>New format</source>
        <translation>Neues Format</translation>
    </message>
    <message>
        <source>No signal</source>
        <translation>Kein Signal</translation>
    </message>
    <message>
        <source>Faulty image</source>
        <translation>Bild gestört</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>Reconnecting</source>
        <translation>Verbindet neu</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>%1 fps, %2 ms old</source>
        <translation>%1 Bilder/s, %2 ms alt</translation>
    </message>
    <message>
        <source>%1 ms old</source>
        <translation>%1 ms alt</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>Unknown: %1</source>
        <translation>Unbekannt: %1</translation>
    </message>
    <message>
        <source>CPU (the GPU runtime did not start)</source>
        <translation>CPU (die GPU-Laufzeit ist nicht gestartet)</translation>
    </message>
    <message>
        <source>Validated: %1</source>
        <translation>Validiert: %1</translation>
    </message>
    <message>
        <source>Validated: simulated</source>
        <translation>Validiert: simuliert</translation>
    </message>
    <message>
        <source>Validated by the maker</source>
        <translation>Vom Hersteller validiert</translation>
    </message>
</context>
<context>
    <name>StoredClip</name>
    <message>
        <source>%1, clip %2, %3</source>
        <translation>%1, Clip %2, %3</translation>
    </message>
    <message>
        <source>Simulated</source>
        <translation>Simuliert</translation>
    </message>
    <message>
        <source>From a recording</source>
        <translation>Aus einer Aufzeichnung</translation>
    </message>
    <message>
        <source>%1 s, %2 images, %3 per second</source>
        <translation>%1 s, %2 Bilder, %3 pro Sekunde</translation>
    </message>
    <message>
        <source>The network does not analyse clips.</source>
        <translation>Das Netz wertet Clips nicht aus.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>%1 of %2 s</source>
        <translation>%1 von %2 s</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Retake</source>
        <translation>Erneut</translation>
    </message>
</context>
<context>
    <name>StoredExam</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>%1, by %2</source>
        <translation>%1, von %2</translation>
    </message>
    <message>
        <source>%1, by %2, not finished</source>
        <translation>%1, von %2, nicht abgeschlossen</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Network: %1</source>
        <translation>Netz: %1</translation>
    </message>
    <message>
        <source>Images without a finding: %1</source>
        <translation>Bilder ohne Befund: %1</translation>
    </message>
    <message>
        <source>Assessment: %1</source>
        <translation>Beurteilung: %1</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Notiz: %1</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Change patient</source>
        <translation>Neu zuordnen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
</context>
<context>
    <name>StoredFinding</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Research score, 0 to 1: %1</source>
        <translation>Forschungswert, 0 bis 1: %1</translation>
    </message>
    <message>
        <source>Probability of abnormality: %1</source>
        <translation>Wahrscheinlichkeit (auffällig): %1</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1: %2 %</translation>
    </message>
    <message>
        <source>%1, echo intensity %2</source>
        <translation>%1, Echointensität %2</translation>
    </message>
    <message>
        <source>Echo intensity: %1 of 255</source>
        <translation>Echointensität: %1 von 255</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Notiz: %1</translation>
    </message>
    <message>
        <source>Simulated image</source>
        <translation>Simuliertes Bild</translation>
    </message>
    <message>
        <source>From a recording</source>
        <translation>Aus einer Aufzeichnung</translation>
    </message>
</context>
<context>
    <name>StoredImage</name>
    <message>
        <source>%1, earlier image %2 of %3</source>
        <translation>%1, früheres Bild %2 von %3</translation>
    </message>
    <message>
        <source>%1, image %2, %3</source>
        <translation>%1, Bild %2, %3</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>Heatmap</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Heatmap of</source>
        <translation>Heatmap für</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>auffällig</translation>
    </message>
    <message>
        <source>Earlier at this site</source>
        <translation>Früher hier</translation>
    </message>
    <message>
        <source>images: %1</source>
        <translation>Bilder: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on this image</source>
        <translation>Notiz zum Bild</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Retake</source>
        <translation>Erneut</translation>
    </message>
    <message>
        <source>‹ Earlier</source>
        <translation>‹ Früher</translation>
    </message>
    <message>
        <source>Later ›</source>
        <translation>Später ›</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Probability of abnormality</source>
        <translation>Wahrscheinlichkeit (auffällig)</translation>
    </message>
    <message>
        <source>Thickness; probability of abnormality (median, range)</source>
        <translation>Dicke; Wahrscheinlichkeit für auffällig (Median, Spanne)</translation>
    </message>
    <message>
        <source>%1: %2 of %3 judged</source>
        <translation>%1: %2/%3 beurteilt</translation>
    </message>
    <message>
        <source>%1, images: %2</source>
        <translation>%1, Bilder: %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1–%2 %</source>
        <translation>%1–%2 %</translation>
    </message>
    <message>
        <source>Echo intensity: %1</source>
        <translation>Echointensität: %1</translation>
    </message>
    <message>
        <source>model not made for it</source>
        <translation>Modell nicht dafür gemacht</translation>
    </message>
    <message>
        <source>Images without a finding: %1</source>
        <translation>Bilder ohne Befund: %1</translation>
    </message>
    <message>
        <source>Network, overall</source>
        <translation>Netz, insgesamt</translation>
    </message>
    <message>
        <source>Overall: %1</source>
        <translation>Insgesamt: %1</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Daten ändern</translation>
    </message>
    <message>
        <source>Your assessment</source>
        <translation>Ihre Beurteilung</translation>
    </message>
</context>
<context>
    <name>TapScaleScreen</name>
    <message>
        <source>Still image. Tap the first point</source>
        <translation>Standbild. Ersten Punkt antippen</translation>
    </message>
    <message>
        <source>Tap the second point</source>
        <translation>Zweiten Punkt antippen</translation>
    </message>
    <message>
        <source>The scale could not be saved</source>
        <translation>Der Maßstab konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>No scale can be set from these points</source>
        <translation>Aus diesen Punkten ergibt sich kein Maßstab</translation>
    </message>
    <message>
        <source>Probe disconnected. Reconnecting…</source>
        <translation>Schallkopf getrennt. Wird neu verbunden …</translation>
    </message>
    <message>
        <source>Distance between the points</source>
        <translation>Abstand der Punkte</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>%1 cm</source>
        <translation>%1 cm</translation>
    </message>
    <message>
        <source>%1 1 mm</source>
        <translation>%1 1 mm</translation>
    </message>
    <message>
        <source>%1 1 cm</source>
        <translation>%1 1 cm</translation>
    </message>
    <message>
        <source>%1 mm per pixel, depth %2 mm</source>
        <translation>%1 mm pro Pixel, Tiefe %2 mm</translation>
    </message>
    <message>
        <source>Valid until the program is closed</source>
        <translation>Gilt bis zum Beenden des Programms</translation>
    </message>
    <message>
        <source>Mark a setting…</source>
        <translation>Einstellung markieren …</translation>
    </message>
    <message>
        <source>Text on the scanner&apos;s screen</source>
        <translation>Text am Ultraschallgerät</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Festlegen</translation>
    </message>
</context>
<context>
    <name>TapSettingScreen</name>
    <message>
        <source>Which setting is this?</source>
        <translation>Welche Einstellung ist das?</translation>
    </message>
    <message>
        <source>Tap above left of a setting&apos;s text</source>
        <translation>Tippen Sie links oben neben den Text einer Einstellung</translation>
    </message>
    <message>
        <source>Tap below right of the text</source>
        <translation>Tippen Sie rechts unten neben den Text</translation>
    </message>
    <message>
        <source>Leave room for a longer number. Never mark a name or a clock.</source>
        <translation>Lassen Sie Platz für eine längere Zahl. Markieren Sie nie einen Namen oder eine Uhr.</translation>
    </message>
    <message>
        <source>The setting was not marked</source>
        <translation>Die Einstellung wurde nicht markiert</translation>
    </message>
    <message>
        <source>Probe disconnected. Reconnecting…</source>
        <translation>Schallkopf getrennt. Wird neu verbunden …</translation>
    </message>
    <message>
        <source>Tap to change</source>
        <translation>Antippen zum Wechseln</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Festlegen</translation>
    </message>
</context>
<context>
    <name>TextEntry</name>
    <message>
        <source>%1: %2 to %3</source>
        <translation>%1: %2 bis %3</translation>
    </message>
    <message>
        <source>At most %1 characters, no backslash</source>
        <translation>Höchstens %1 Zeichen, kein Backslash</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>Theme</name>
    <message>
        <source>.</source>
        <comment>decimal separator</comment>
        <translation>,</translation>
    </message>
</context>
<context>
    <name>TrendChart</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Probability of abnormality</source>
        <translation>Wahrscheinlichkeit (auffällig)</translation>
    </message>
    <message>
        <source>Echo intensity, z-score (dashed: +2)</source>
        <translation>Echointensität, z-Wert (gestrichelt: +2)</translation>
    </message>
    <message>
        <source>Muscle thickness, mm</source>
        <translation>Muskeldicke, mm</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
</context>
<context>
    <name>TrendScreen</name>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>There is no trend yet: no muscle of this patient has two values that can be compared.</source>
        <translation>Noch kein Verlauf: Kein Muskel dieser Person hat zwei vergleichbare Werte.</translation>
    </message>
    <message>
        <source>Not comparable, left out: %1 by another model.</source>
        <translation>Nicht vergleichbar, weggelassen: %1 mit einem anderen Modell.</translation>
    </message>
    <message>
        <source>Not comparable, left out: %1 of another device or preset.</source>
        <translation>Nicht vergleichbar, weggelassen: %1 mit anderem Gerät oder Preset.</translation>
    </message>
    <message>
        <source>Thickness: a ring is proposed by the program, a dot is measured by hand.</source>
        <translation>Dicke: Ring = vom Programm vorgeschlagen, Punkt = von Hand gemessen.</translation>
    </message>
</context>
<context>
    <name>ValidationScreen</name>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>Specificity</source>
        <translation>Spezifität</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Abdeckung</translation>
    </message>
    <message>
        <source>Without an answer</source>
        <translation>Ohne Antwort</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>, whole interval</source>
        <translation>, ganzes Intervall</translation>
    </message>
    <message>
        <source>Validated at a site</source>
        <translation>An einem Standort validiert</translation>
    </message>
    <message>
        <source>Validated on simulated images</source>
        <translation>Mit simulierten Bildern validiert</translation>
    </message>
    <message>
        <source>Validated by the maker</source>
        <translation>Vom Hersteller validiert</translation>
    </message>
    <message>
        <source>%1, %2. Signed for by %3.</source>
        <translation>%1, %2. Verantwortlich: %3.</translation>
    </message>
    <message>
        <source>Valid until %1.</source>
        <translation>Gültig bis %1.</translation>
    </message>
    <message>
        <source>No values were measured.</source>
        <translation>Es wurden keine Werte gemessen.</translation>
    </message>
    <message>
        <source>%1 images of %2 subjects.</source>
        <translation>%1 Bilder von %2 Probanden.</translation>
    </message>
    <message>
        <source>%1 images of %2 subjects; %3 images without an answer.</source>
        <translation>%1 Bilder von %2 Probanden; %3 Bilder ohne Antwort.</translation>
    </message>
    <message>
        <source>Of these, %1 were judged and are indeterminate.</source>
        <translation>Davon wurden %1 beurteilt und sind unbestimmt.</translation>
    </message>
    <message>
        <source>In brackets: 95 % interval.</source>
        <translation>In Klammern: 95-%-Intervall.</translation>
    </message>
    <message>
        <source>Grey: the limit that had to be met.</source>
        <translation>Grau: der Grenzwert, der einzuhalten war.</translation>
    </message>
    <message>
        <source>Coverage: share of the judged images that got an answer.</source>
        <translation>Abdeckung: Anteil der beurteilten Bilder mit Antwort.</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1 (%2 bis %3)</translation>
    </message>
</context>
<context>
    <name>VerdictForm</name>
    <message>
        <source>Your assessment</source>
        <translation>Ihre Beurteilung</translation>
    </message>
    <message>
        <source>%1. Network result: %2</source>
        <translation>%1. Ergebnis des Netzes: %2</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>You disagree with the network. Please say why.</source>
        <translation>Sie weichen vom Netz ab. Bitte begründen.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Comment (optional)</source>
        <translation>Kommentar (optional)</translation>
    </message>
    <message>
        <source>Note on this exam</source>
        <translation>Notiz zur Untersuchung</translation>
    </message>
    <message>
        <source>Clinical examination</source>
        <translation>Klinische Untersuchung</translation>
    </message>
    <message>
        <source>Other tests</source>
        <translation>Andere Befunde</translation>
    </message>
    <message>
        <source>Image quality</source>
        <translation>Bildqualität</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichert …</translation>
    </message>
    <message>
        <source>Hold to finish the exam</source>
        <translation>Zum Abschließen halten</translation>
    </message>
    <message>
        <source>no changes possible afterwards</source>
        <translation>danach keine Änderungen mehr möglich</translation>
    </message>
</context>
</TS>
