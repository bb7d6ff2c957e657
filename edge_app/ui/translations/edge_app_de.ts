<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
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
    <name>DepthScale</name>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
</context>
<context>
    <name>Done</name>
    <message>
        <source>It is write-protected: slide its switch, or take another one.</source>
        <translation>Er ist schreibgeschützt: den Schalter umlegen oder einen anderen nehmen.</translation>
    </message>
    <message>
        <source>It is full: make room on it, or take another one.</source>
        <translation>Er ist voll: Platz schaffen oder einen anderen nehmen.</translation>
    </message>
    <message>
        <source>It cannot be written to: take another one.</source>
        <translation>Auf ihn kann nicht geschrieben werden: einen anderen nehmen.</translation>
    </message>
    <message>
        <source>Finished and saved</source>
        <translation>Abgeschlossen und gespeichert</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Export to a USB stick, under a pseudonym: images as DICOM, the report as PDF, figures as CSV.</source>
        <translation>Export auf einen USB-Stick, unter Pseudonym: Bilder als DICOM, Bericht als PDF, Zahlen als CSV.</translation>
    </message>
    <message>
        <source>To export, plug in a USB stick.</source>
        <translation>Zum Exportieren einen USB-Stick einstecken.</translation>
    </message>
    <message>
        <source>Send under a pseudonym: images and report as DICOM. Or plug in a USB stick.</source>
        <translation>Unter einem Pseudonym senden: Bilder und Bericht als DICOM. Oder einen USB-Stick einstecken.</translation>
    </message>
    <message>
        <source>Export to %1</source>
        <translation>Export auf %1</translation>
    </message>
    <message>
        <source>Send to the server %1</source>
        <translation>An den Server %1 senden</translation>
    </message>
    <message>
        <source>Exporting the exam before</source>
        <translation>Vorige Untersuchung wird exportiert</translation>
    </message>
    <message>
        <source>The exam before was not exported</source>
        <translation>Die vorige Untersuchung wurde nicht exportiert</translation>
    </message>
    <message>
        <source>Exported. The stick can be pulled out.</source>
        <translation>Exportiert. Der Stick kann abgezogen werden.</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Wird exportiert</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>Nicht exportiert</translation>
    </message>
    <message>
        <source>Sent. The server has stored it.</source>
        <translation>Gesendet. Der Server hat es gespeichert.</translation>
    </message>
    <message>
        <source>Next patient</source>
        <translation>Nächste Person</translation>
    </message>
</context>
<context>
    <name>ErrorMessages</name>
    <message>
        <source>This PIN is wrong.</source>
        <translation>Diese PIN ist falsch.</translation>
    </message>
    <message>
        <source>This PIN is wrong. Try again in %1 s.</source>
        <translation>Diese PIN ist falsch. Nächster Versuch in %1 s.</translation>
    </message>
    <message>
        <source>Too many wrong PINs. Try again in %1 s.</source>
        <translation>Zu viele falsche PINs. Nächster Versuch in %1 s.</translation>
    </message>
    <message>
        <source>The disk is full. Export finished exams and have them deleted.</source>
        <translation>Der Speicher ist voll. Abgeschlossene Untersuchungen exportieren und löschen lassen.</translation>
    </message>
    <message>
        <source>The disk reports an error. Try again, then have the disk replaced.</source>
        <translation>Der Speicher meldet einen Fehler. Noch einmal versuchen, dann den Speicher ersetzen lassen.</translation>
    </message>
    <message>
        <source>The disk cannot be read or written. Have the device checked.</source>
        <translation>Der Speicher lässt sich nicht lesen oder beschreiben. Das Gerät prüfen lassen.</translation>
    </message>
    <message>
        <source>What is kept on this device is damaged. Have a backup restored.</source>
        <translation>Die Daten auf diesem Gerät sind beschädigt. Eine Sicherung zurückspielen lassen.</translation>
    </message>
    <message>
        <source>The exams were written by a newer program. Have this one updated.</source>
        <translation>Die Untersuchungen stammen von einem neueren Programm. Dieses aktualisieren lassen.</translation>
    </message>
    <message>
        <source>Another program has the exams open. Have it closed.</source>
        <translation>Ein anderes Programm hat die Untersuchungen geöffnet. Es schließen lassen.</translation>
    </message>
    <message>
        <source>Room for about %1 images is left. Export finished exams and have them deleted.</source>
        <translation>Noch Platz für etwa %1 Bilder. Abgeschlossene Untersuchungen exportieren und löschen lassen.</translation>
    </message>
    <message>
        <source>There is no room for another image. Export finished exams and have them deleted.</source>
        <translation>Kein Platz für ein weiteres Bild. Abgeschlossene Untersuchungen exportieren und löschen lassen.</translation>
    </message>
    <message>
        <source>This exam is finished and cannot be changed. Begin another one.</source>
        <translation>Diese Untersuchung ist abgeschlossen und nicht mehr zu ändern. Eine neue beginnen.</translation>
    </message>
    <message>
        <source>This exam or image is no longer there.</source>
        <translation>Diese Untersuchung oder dieses Bild gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>The exams are locked. Enter the PIN.</source>
        <translation>Die Untersuchungen sind gesperrt. PIN eingeben.</translation>
    </message>
    <message>
        <source>The stick is full. Make room on it, or take another one.</source>
        <translation>Der Stick ist voll. Platz darauf schaffen oder einen anderen nehmen.</translation>
    </message>
    <message>
        <source>The stick reports an error. Take another one.</source>
        <translation>Der Stick meldet einen Fehler. Einen anderen nehmen.</translation>
    </message>
    <message>
        <source>The stick cannot be written. Remove its write protection, or take another one.</source>
        <translation>Der Stick lässt sich nicht beschreiben. Den Schreibschutz aufheben oder einen anderen nehmen.</translation>
    </message>
    <message>
        <source>The stick is no longer there. Plug it in and export again.</source>
        <translation>Der Stick ist nicht mehr da. Einstecken und noch einmal exportieren.</translation>
    </message>
    <message>
        <source>The export was interrupted. Export again.</source>
        <translation>Der Export wurde unterbrochen. Noch einmal exportieren.</translation>
    </message>
    <message>
        <source>The server %1 does not answer, or refuses. Check the network.</source>
        <translation>Der Server %1 antwortet nicht oder lehnt ab. Das Netzwerk prüfen.</translation>
    </message>
    <message>
        <source>The server %1 did not store everything. Send again, or have the server checked.</source>
        <translation>Der Server %1 hat nicht alles gespeichert. Noch einmal senden oder den Server prüfen lassen.</translation>
    </message>
    <message>
        <source>The connection to the server %1 was lost. Send again.</source>
        <translation>Die Verbindung zum Server %1 ist abgebrochen. Noch einmal senden.</translation>
    </message>
    <message>
        <source>The points are too near to each other. Tap two that are farther apart.</source>
        <translation>Die Punkte liegen zu nah beieinander. Zwei weiter entfernte antippen.</translation>
    </message>
    <message>
        <source>No scanner shows such a scale. Correct the distance or the points.</source>
        <translation>Kein Gerät zeigt einen solchen Maßstab. Den Abstand oder die Punkte berichtigen.</translation>
    </message>
    <message>
        <source>The program failed unexpectedly (%1). Try again.</source>
        <translation>Das Programm ist unerwartet gescheitert (%1). Noch einmal versuchen.</translation>
    </message>
</context>
<context>
    <name>ExamStrip</name>
    <message>
        <source>Not saved. The image is still here: try again</source>
        <translation>Nicht gespeichert. Das Bild ist noch da: noch einmal versuchen</translation>
    </message>
    <message>
        <source>Saved: image %1 of %2</source>
        <translation>Gespeichert: Bild %1 von %2</translation>
    </message>
    <message>
        <source>This image cannot be kept</source>
        <translation>Dieses Bild lässt sich nicht behalten</translation>
    </message>
    <message>
        <source>It was not live, or has no finding. Go on live and freeze again.</source>
        <translation>Es war nicht live oder hat keinen Befund. Live weitergehen und neu einfrieren.</translation>
    </message>
    <message>
        <source>Network and echo intensity disagree</source>
        <translation>Netz und Echointensität widersprechen sich</translation>
    </message>
    <message>
        <source>%1: image %2</source>
        <translation>%1: Bild %2</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
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
    <name>Header</name>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
</context>
<context>
    <name>HeatScale</name>
    <message>
        <source>Evidence of
abnormal</source>
        <translation>Hinweise auf
auffällig</translation>
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
    <name>Kiosk</name>
    <message>
        <source>Research use only.</source>
        <translation>Nur für die Forschung.</translation>
    </message>
    <message>
        <source>Weights trained on simulated images. Assists, never diagnoses.</source>
        <translation>An simulierten Bildern trainiert. Unterstützt, stellt keine Diagnose.</translation>
    </message>
    <message>
        <source>Assists, never diagnoses.</source>
        <translation>Unterstützt, stellt keine Diagnose.</translation>
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
        <source>Uncertain</source>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>Nothing judged</source>
        <translation>Nichts beurteilt</translation>
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
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>No finding</source>
        <translation>Kein Befund</translation>
    </message>
    <message>
        <source>No contact in the region: more gel, or hold the probe on.</source>
        <translation>Kein Kontakt im Bereich: mehr Gel, oder Sonde andrücken.</translation>
    </message>
    <message>
        <source>Too bright in the region: turn the gain down.</source>
        <translation>Zu hell im Bereich: Verstärkung verringern.</translation>
    </message>
    <message>
        <source>Probability of abnormal</source>
        <translation>Wahrscheinlichkeit auffällig</translation>
    </message>
    <message>
        <source>Unsteady: %1–%2 % in 1 s</source>
        <translation>Unruhig: %1–%2 % in 1 s</translation>
    </message>
    <message>
        <source>%1–%2 % over the last second</source>
        <translation>%1–%2 % in der letzten Sekunde</translation>
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
    <name>LiveView</name>
    <message>
        <source>Waiting for %1</source>
        <translation>Warten auf %1</translation>
    </message>
    <message>
        <source>The recording has ended</source>
        <translation>Die Aufnahme ist zu Ende</translation>
    </message>
    <message>
        <source>Image %1 s old</source>
        <translation>Bild ist %1 s alt</translation>
    </message>
    <message>
        <source>Scale unknown</source>
        <translation>Ohne Maßstab</translation>
    </message>
    <message>
        <source>Set scale: two taps</source>
        <translation>2 Punkte tippen</translation>
    </message>
    <message>
        <source>No image from the probe, trying again</source>
        <translation>Kein Bild von der Sonde, neuer Versuch</translation>
    </message>
    <message>
        <source>Probe lost, reconnecting</source>
        <translation>Sonde verloren, verbindet neu</translation>
    </message>
    <message>
        <source>Probe lost: image %1 s old, reconnecting</source>
        <translation>Sonde verloren: Bild ist %1 s alt, verbindet neu</translation>
    </message>
    <message>
        <source>Probe is back, waiting for its image</source>
        <translation>Sonde wieder da, wartet auf ihr Bild</translation>
    </message>
    <message>
        <source>Probe is back: image %1 s old, waiting for the next</source>
        <translation>Sonde wieder da: Bild ist %1 s alt, wartet auf das nächste</translation>
    </message>
    <message>
        <source>The same image for %1 s</source>
        <translation>Seit %1 s dasselbe Bild</translation>
    </message>
    <message>
        <source>The image&apos;s format has changed</source>
        <translation>Das Bildformat hat sich geändert</translation>
    </message>
    <message>
        <source>Check the cable at both ends, and that the scanner is on.</source>
        <translation>Das Kabel an beiden Enden prüfen, und ob das Gerät eingeschaltet ist.</translation>
    </message>
    <message>
        <source>The scanner is frozen, or sends no signal.</source>
        <translation>Das Ultraschallgerät ist eingefroren oder sendet kein Signal.</translation>
    </message>
    <message>
        <source>Check that the whole ultrasound is to be seen.</source>
        <translation>Prüfen, ob das ganze Ultraschallbild zu sehen ist.</translation>
    </message>
    <message>
        <source>AI unavailable: image only</source>
        <translation>KI nicht verfügbar: nur das Bild</translation>
    </message>
    <message>
        <source>If this stays, have the device checked.</source>
        <translation>Wenn das so bleibt, das Gerät prüfen lassen.</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Eingefroren</translation>
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
    <name>PatientForm</name>
    <message>
        <source>not given</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient/in</translation>
    </message>
    <message>
        <source>Correct the patient</source>
        <translation>Angaben berichtigen</translation>
    </message>
    <message>
        <source>Images and findings stay as they are.</source>
        <translation>Bilder und Befunde bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Identifier of your clinic</source>
        <translation>Kennung Ihrer Einrichtung</translation>
    </message>
    <message>
        <source>years</source>
        <translation>Jahre</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Age, years</source>
        <translation>Alter, Jahre</translation>
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
        <source>Height, cm</source>
        <translation>Größe, cm</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weight, kg</source>
        <translation>Gewicht, kg</translation>
    </message>
    <message>
        <source>The exam was not begun</source>
        <translation>Die Untersuchung wurde nicht begonnen</translation>
    </message>
    <message>
        <source>The correction was not saved</source>
        <translation>Die Berichtigung wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichert</translation>
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
    <name>PinScreen</name>
    <message>
        <source>Choose a PIN of %1 figures or more</source>
        <translation>Wählen Sie eine PIN mit mindestens %1 Ziffern</translation>
    </message>
    <message>
        <source>The same PIN again</source>
        <translation>Dieselbe PIN noch einmal</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>A PIN has %1 figures or more.</source>
        <translation>Eine PIN hat mindestens %1 Ziffern.</translation>
    </message>
    <message>
        <source>These were two different PINs. Choose one.</source>
        <translation>Das waren zwei verschiedene PINs. Wählen Sie eine.</translation>
    </message>
    <message>
        <source>One moment</source>
        <translation>Einen Moment</translation>
    </message>
    <message>
        <source>Not unlocked: %1</source>
        <translation>Nicht entsperrt: %1</translation>
    </message>
</context>
<context>
    <name>Protocol</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Images saved: %1</source>
        <translation>Gespeicherte Bilder: %1</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
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
        <source>Patient</source>
        <translation>Patient/in</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>berichtigen</translation>
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
    <name>RegionEditor</name>
    <message>
        <source>To muscle</source>
        <translation>Zum Muskel</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Retake</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichert</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>SourceLine</name>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Veraltet</translation>
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
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Reconnecting</source>
        <translation>Verbindet neu</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Zu Ende</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>%1 fps, %2 ms old</source>
        <translation>%1 B/s, %2 ms alt</translation>
    </message>
    <message>
        <source>%1 ms old</source>
        <translation>%1 ms alt</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 B/s</translation>
    </message>
    <message>
        <source>Unknown device: %1</source>
        <translation>Unbekanntes Gerät: %1</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Summary. Probability of abnormal: median, range</source>
        <translation>Übersicht. Wahrscheinlichkeit für auffällig: Median, Spanne</translation>
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
        <source>The network, all muscles together</source>
        <translation>Das Netz, alle Muskeln</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient/in</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>berichtigen</translation>
    </message>
    <message>
        <source>Your verdict</source>
        <translation>Ihr Urteil</translation>
    </message>
</context>
<context>
    <name>TapScaleScreen</name>
    <message>
        <source>Still image: tap the first of two points</source>
        <translation>Standbild: ersten von zwei Punkten antippen</translation>
    </message>
    <message>
        <source>Tap the second point</source>
        <translation>Zweiten Punkt antippen</translation>
    </message>
    <message>
        <source>The scale could not be stored</source>
        <translation>Der Maßstab konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>No scale from these points</source>
        <translation>Kein Maßstab aus diesen Punkten</translation>
    </message>
    <message>
        <source>Probe lost, reconnecting</source>
        <translation>Sonde verloren, verbindet neu</translation>
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
        <source>%1 mm per pixel, %2 mm deep</source>
        <translation>%1 mm je Pixel, %2 mm tief</translation>
    </message>
    <message>
        <source>Holds until the program ends</source>
        <translation>Gilt bis zum Ende des Programms</translation>
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
        <source>%1: from %2 to %3</source>
        <translation>%1: von %2 bis %3</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>VerdictForm</name>
    <message>
        <source>Your verdict</source>
        <translation>Ihr Urteil</translation>
    </message>
    <message>
        <source>%1. The network says: %2</source>
        <translation>%1. Das Netz sagt: %2</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>You differ from the network: say why</source>
        <translation>Sie weichen vom Netz ab: warum?</translation>
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
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichert</translation>
    </message>
    <message>
        <source>Finish the exam</source>
        <translation>Untersuchung abschließen</translation>
    </message>
    <message>
        <source>nothing can be changed afterwards</source>
        <translation>danach ist nichts mehr zu ändern</translation>
    </message>
</context>
</TS>
