import QtQuick
import EdgeApp

// A stored image, large, with its heatmap and its finding, and the clips of its site to be played; or beside it the same site in an
// earlier exam.
Rectangle {
    id: screen
    required property var exam // the workflow's, which says whether something could not be saved
    required property var stored
    required property var lock
    required property var live // whose heatmap is switched on and off here, too
    required property var translator
    required property Theme theme
    readonly property var opened: stored.exam
    readonly property var image: opened.image
    readonly property bool portrait: height > width
    readonly property bool mayDiscard: !opened.head.finished && !opened.isComparing
    property string panel: "" // "discard", "retake", or the image
    color: theme.ground

    MultiPointTouchArea { anchors.fill: parent }
    Labels { id: labels; names: screen.opened.protocol.names }
    Dates { id: dates }
    ErrorMessages { id: errorMessages }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        lock: screen.lock
        title: screen.opened.imageIsOpen ? labels.muscle(screen.image.muscle) : ""
        detail: screen.stored.failure !== "" ? errorMessages.of(screen.stored.failure)
              : screen.opened.isComparing ? qsTr("%1, earlier image %2 of %3").arg(labels.side(screen.image.side)).arg(screen.opened.place + 1).arg(screen.opened.earlierImages)
              : screen.opened.imageIsOpen ? qsTr("%1, image %2, %3").arg(labels.side(screen.image.side)).arg(screen.image.number).arg(dates.dateTime(screen.image.taken)) : ""
        canGoBack: true
        onBack: if (screen.panel !== "") screen.panel = ""; else if (screen.opened.isComparing) screen.opened.closeComparison(); else screen.opened.closeImage()
    }

    // The earlier image comes first, as time goes.
    Grid {
        id: images
        visible: screen.panel === ""
        readonly property int count: screen.opened.isComparing ? 2 : 1
        // What is compared is of one size, whatever is written below.
        readonly property real wordsHeight: screen.opened.isComparing ? Math.max(before.wordsHeight, now.wordsHeight) : now.wordsHeight
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: actions.top; margins: screen.theme.gap }
        columns: screen.portrait ? 1 : count
        spacing: screen.theme.gap

        component Shown: Item {
            id: shown
            required property string key
            required property var row
            readonly property alias wordsHeight: words.height
            readonly property bool beside: !screen.portrait && !screen.opened.isComparing // the words beside the image, else below it
            readonly property real drawn: row.width > 0 ? height * row.width / row.height : 0 // how wide the image is where it is as high as this
            readonly property real forClips: clips.visible ? clips.height + screen.theme.gap / 2 : 0
            width: (images.width - (images.columns - 1) * images.spacing) / images.columns
            height: screen.portrait ? (images.height - (images.count - 1) * images.spacing) / images.count : images.height

            StoredPixels {
                id: pixels
                objectName: shown.key
                width: shown.beside ? parent.width - words.width - screen.theme.gap : parent.width
                height: shown.beside ? parent.height : parent.height - images.wordsHeight - shown.forClips - screen.theme.gap / 2
                frames: screen.stored.frames
                key: shown.key
                heatOpacity: screen.live.heatOn ? screen.live.opacity : 0
                heatClass: screen.live.heatClass

                CaliperLines {
                    readonly property bool known: shown.row.width > 0
                    zoom: known ? Math.min(pixels.width / shown.row.width, pixels.height / shown.row.height) : 0
                    x: known ? (pixels.width - zoom * shown.row.width) / 2 : 0
                    y: known ? (pixels.height - zoom * shown.row.height) / 2 : 0
                    rows: known ? shown.row.calipers : []
                    numbered: rows.length > 1
                    theme: screen.theme
                }
            }

            StoredFinding {
                id: words
                objectName: shown.key + "Finding"
                anchors.right: parent.right
                y: shown.beside ? 0 : pixels.height + screen.theme.gap / 2
                width: shown.beside ? Math.min(Math.max(0.32 * screen.width, parent.width - screen.theme.gap - shown.drawn), 0.45 * screen.width) : parent.width
                room: shown.beside ? parent.height - shown.forClips : Infinity
                brief: screen.opened.isComparing
                row: shown.row
                theme: screen.theme
            }

            // The newest clips of the site, as many as there is room for; all of them are among the images of the exam.
            Row {
                id: clips
                visible: ofSite.count > 0
                x: words.x
                anchors.bottom: parent.bottom
                spacing: screen.theme.gap / 2

                Repeater {
                    id: ofSite
                    model: screen.opened.isComparing ? [] : screen.opened.clipsHere.slice(-3)

                    ClipThumbnail {
                        required property var modelData
                        width: 1.2 * screen.theme.touch
                        height: screen.theme.touch
                        theme: screen.theme
                        frames: screen.stored.frames
                        key: screen.opened.head.exam + "/clip " + modelData.number
                        clip: modelData
                        onTapped: screen.opened.openClip(modelData.number)
                    }
                }
            }
        }

        Shown { id: before; visible: screen.opened.isComparing; key: "earlier"; row: screen.opened.earlier }
        Shown { id: now; key: "opened"; row: screen.image }
    }

    Loader {
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom; margins: screen.theme.gap }
        active: screen.panel !== ""
        sourceComponent: DiscardImage { exam: screen.exam; opened: screen.opened; theme: screen.theme; again: screen.panel === "retake" }
    }

    TapGuard { anchors.fill: parent; theme: screen.theme; change: screen.panel + entry.visible }

    Grid {
        id: actions
        visible: screen.panel === ""
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: screen.theme.gap }
        readonly property bool hasClasses: screen.image.classes !== undefined && screen.image.classes.length > 0
        readonly property int buttons: (screen.opened.isComparing ? 3 : screen.mayDiscard ? 6 : 2) + (hasClasses ? 1 : 0)
        readonly property real wide: (width - (columns - 1) * spacing) / columns
        columns: screen.portrait && buttons > 3 ? 3 : buttons
        spacing: screen.theme.gap

        component Action: TouchButton {
            width: actions.wide
            theme: screen.theme
            size: theme.body
        }

        Action {
            objectName: "storedHeat"
            chosen: screen.live.heatOn
            colour: chosen ? theme.faint : theme.text
            text: qsTr("Heatmap")
            detail: screen.live.heatOn ? qsTr("on") : qsTr("off")
            onClicked: screen.live.toggleHeat()
        }

        Action {
            objectName: "storedHeatClass"
            visible: actions.hasClasses
            enabled: screen.live.heatOn && screen.live.heatClasses.length > 0
            text: qsTr("Heatmap of")
            detail: actions.hasClasses && screen.image.classes.includes(screen.live.heatClass) ? screen.live.heatClass : qsTr("abnormal")
            onClicked: screen.live.nextHeatClass()
        }

        Action {
            objectName: "compare"
            visible: !screen.opened.isComparing
            enabled: screen.opened.earlierImages > 0
            text: qsTr("Earlier at this site")
            detail: screen.opened.earlierImages > 0 ? qsTr("images: %1").arg(screen.opened.earlierImages) : qsTr("none")
            onClicked: screen.opened.compare(0)
        }

        Action {
            objectName: "measure"
            visible: screen.mayDiscard
            enabled: !screen.exam.isBusy
            text: qsTr("Measure")
            onClicked: screen.opened.measure()
        }

        Action {
            objectName: "note"
            visible: screen.mayDiscard
            enabled: !screen.exam.isBusy
            text: qsTr("Note")
            onClicked: entry.ask(qsTr("Note on this image"), screen.image.note, false, 0, 0, value => screen.opened.writeNote(value))
        }

        Action {
            objectName: "discard"
            visible: screen.mayDiscard
            text: qsTr("Discard")
            onClicked: screen.panel = "discard"
        }

        Action {
            objectName: "takeAgain"
            visible: screen.mayDiscard
            text: qsTr("Retake")
            onClicked: screen.panel = "retake"
        }

        Action {
            objectName: "earlierImage"
            visible: screen.opened.isComparing
            enabled: screen.opened.place + 1 < screen.opened.earlierImages
            text: qsTr("‹ Earlier")
            onClicked: screen.opened.compare(screen.opened.place + 1)
        }

        Action {
            objectName: "laterImage"
            visible: screen.opened.isComparing
            enabled: screen.opened.place > 0
            text: qsTr("Later ›")
            onClicked: screen.opened.compare(screen.opened.place - 1)
        }
    }

    ErrorBanner { exam: screen.exam; theme: screen.theme; title: qsTr("Not saved"); visible: exam.failure !== "" && screen.panel === ""; anchors { left: parent.left; right: parent.right; bottom: actions.top; margins: screen.theme.gap } }

    TextEntry {
        id: entry
        anchors.fill: parent
        theme: screen.theme
        maxLength: screen.opened.longestNote
        extraLetters: theme.extraLetters(screen.translator.current)
    }
}
