import QtQuick
import QtQuick.Controls.Basic

// Over the bottom of the image: the current site, and on a frozen image a slider to scroll through the last ten seconds, and the
// button that saves the last of them as a clip.
Column {
    id: strip
    required property var exam
    required property var live
    required property Theme theme
    readonly property bool narrow: width < 520 * theme.unit // then what the slider stands at is beside the site
    readonly property bool review: exam.step === "review"
    spacing: theme.gap / 2

    Labels { id: labels; names: strip.exam.protocol.names }
    CaliperTexts { id: texts; theme: strip.theme }

    ErrorBanner { width: parent.width; exam: strip.exam; theme: strip.theme; title: qsTr("Not saved. The image is still here; please try again.") }

    Banner {
        objectName: "notKept"
        width: parent.width
        visible: strip.live.frozen && strip.exam.step === "live"
        theme: strip.theme
        colour: strip.theme.warning
        title: qsTr("This image cannot be saved")
        detail: qsTr("It was not live or has no finding. Return to live and freeze again.")
    }

    Banner {
        objectName: "disagree"
        anchors.right: parent.right
        room: parent.width - 3.4 * theme.touch // on the left is the button that fits the region to the muscle
        visible: strip.exam.disagree
        theme: strip.theme
        colour: strip.theme.warning
        title: qsTr("Network and echo intensity disagree")
    }

    Timer { id: savedTimer; interval: 2500 }
    Connections {
        target: strip.exam
        function onStateChanged() { if (strip.exam.savedImages > 0) savedTimer.restart() }
    }

    // Which muscle is under the probe, also at the moment an image of it is accepted.
    Text {
        objectName: "site"
        width: parent.width - (strip.narrow && strip.review ? ago.width : 0)
        wrapMode: Text.Wrap
        font { pixelSize: strip.theme.body; bold: true }
        style: Text.Outline
        styleColor: "black"
        color: strip.theme.text
        textFormat: Text.PlainText
        text: qsTr("%1: image %2").arg(labels.site(strip.exam.muscle, strip.exam.side)).arg(strip.exam.imagesHere + 1)
    }

    Item {
        width: parent.width
        height: strip.theme.touch

        Rectangle {
            visible: strip.review
            anchors.fill: parent
            radius: strip.theme.radius
            color: "#b012181d"
        }

        TouchButton {
            id: back
            objectName: "back"
            visible: !strip.review
            theme: strip.theme
            size: 30 * theme.unit
            text: "‹"
            onClicked: strip.exam.back()
        }

        // Where the way back is on a live image. What it says of the length is what it will keep.
        TouchButton {
            id: saveClip
            objectName: "saveClip"
            readonly property var clip: strip.exam.clip
            readonly property bool isSaving: clip.progress >= 0
            visible: strip.review && !clip.isSaved
            width: 118 * strip.theme.unit
            theme: strip.theme
            size: 16 * theme.unit
            enabled: clip.isReady && strip.exam.mayTakeClip && !strip.exam.isBusy
            text: isSaving ? qsTr("Saving…") : qsTr("Save clip")
            detail: isSaving ? qsTr("%1 %").arg(Math.round(100 * clip.progress))
                  : !strip.exam.mayTakeClip ? qsTr("%1 are kept").arg(strip.exam.clips)
                  : clip.seconds > 0 ? qsTr("last %1 s").arg(strip.theme.localised(clip.seconds.toFixed(1))) : qsTr("too short")
            onClicked: strip.exam.saveClip()
        }

        Text {
            objectName: "clipSaved"
            visible: strip.review && strip.exam.clip.isSaved
            width: saveClip.width
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignHCenter
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: strip.theme.small
            font { pixelSize: strip.theme.body; bold: true }
            color: strip.theme.good
            textFormat: Text.PlainText
            text: qsTr("Clip saved")
        }

        Banner {
            objectName: "saved"
            visible: strip.exam.savedImages > 0 && savedTimer.running
            anchors { left: back.right; leftMargin: strip.theme.gap / 2; verticalCenter: parent.verticalCenter }
            theme: strip.theme
            colour: strip.theme.good
            title: qsTr("Image %1 of %2 saved").arg(strip.exam.imagesHere).arg(strip.exam.imagesWanted)
        }

        TouchButton {
            id: measure
            readonly property var found: strip.exam.frozenCalipers
            objectName: "measure"
            visible: strip.review
            anchors { left: saveClip.right; leftMargin: strip.theme.gap / 2 }
            width: 1.9 * theme.touch
            theme: strip.theme
            size: 16 * theme.unit
            enabled: strip.review && !strip.exam.isBusy && !strip.live.reviewing
            text: qsTr("Measure")
            detail: found.thickness < 0 ? "" : texts.millimetres(found.thickness)
            onClicked: strip.exam.measure()
        }

        Slider {
            id: slider
            objectName: "strip"
            visible: strip.review
            anchors { left: measure.right; right: strip.narrow ? parent.right : ago.left; leftMargin: strip.theme.gap; rightMargin: strip.theme.gap }
            height: parent.height
            padding: 0
            focusPolicy: Qt.NoFocus
            enabled: !strip.exam.isBusy && strip.exam.strip > 1
            from: 0
            to: Math.max(1, strip.exam.strip - 1)
            stepSize: 1
            value: strip.exam.chosen
            onMoved: strip.exam.choose(Math.round(value))

            background: Rectangle {
                y: (slider.height - height) / 2
                width: slider.width
                height: 10 * strip.theme.unit
                radius: height / 2
                color: strip.theme.line
            }

            handle: Rectangle {
                x: slider.visualPosition * (slider.width - width)
                y: (slider.height - height) / 2
                width: strip.theme.handle
                height: strip.theme.handle
                radius: 6 * strip.theme.unit
                color: slider.pressed ? strip.theme.warning : strip.theme.text
            }
        }

        Text {
            id: ago
            objectName: "ago"
            visible: strip.review
            anchors { right: parent.right; rightMargin: strip.narrow ? 0 : strip.theme.gap }
            y: strip.narrow ? -height - strip.spacing : (parent.height - height) / 2
            width: 128 * strip.theme.unit
            style: strip.narrow ? Text.Outline : Text.Normal
            styleColor: "black"
            horizontalAlignment: Text.AlignRight
            font { pixelSize: strip.theme.body; bold: true }
            color: strip.theme.text
            textFormat: Text.PlainText
            text: strip.exam.ago < 0.05 ? qsTr("Last image") : qsTr("%1 s earlier").arg(strip.theme.localised(strip.exam.ago.toFixed(1)))
        }
    }
}
